package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Finding;
import io.github.airbyteio.connector.Finding.Level;
import io.github.airbyteio.connector.MachineCheck;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at what this machine lacks. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at what connectors and this program need of this machine, and says what to do. Nothing",
      "is changed. Exit code 0: nothing fails, there may be warnings; 1: something fails."
    },
    footer = {"", "Examples:", "  airbyteio doctor", "  airbyteio doctor --json --offline"})
final class DoctorCommand implements Callable<Integer> {
  /** What Beam is tested with. */
  private static final Set<Integer> JAVA = Set.of(17, 21);

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(names = "--offline", description = "Do not ask the index of Python packages.")
  private boolean offline;

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = new ArrayList<>(List.of(java(), program()));
    findings.addAll(MachineCheck.here().findings(offline));
    print(findings, json, spec.commandLine().getOut());
    return exitCode(findings);
  }

  static int exitCode(List<Finding> findings) {
    return findings.stream().anyMatch(each -> each.level() == Level.FAIL) ? 1 : 0;
  }

  static void print(List<Finding> findings, boolean json, PrintWriter out) {
    if (json) {
      ObjectNode document = JSON.createObjectNode().put("ok", exitCode(findings) == 0);
      for (Finding finding : findings) {
        document
            .withArray("findings")
            .addObject()
            .put("what", finding.what())
            .put("level", level(finding))
            .put("found", finding.found())
            .put("hint", finding.hint());
      }
      out.println(document.toPrettyString());
    } else {
      for (Finding finding : findings) {
        out.printf(
            "%-5s %s: %s%n", level(finding), finding.what(), finding.found().replace("\n", "; "));
        if (finding.hint() != null) {
          out.println("      " + finding.hint());
        }
      }
    }
    out.flush();
  }

  private static String level(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }

  private static Finding java() {
    String found = Versions.java();
    return JAVA.contains(Runtime.version().feature())
        ? Finding.ok("Java", found)
        : Finding.warn("Java", found, "Beam is tested with Java 17 and 21: set JAVA_HOME to one.");
  }

  private static Finding program() {
    String what = "this program";
    String versions =
        "airbyteio "
            + Versions.OWN
            + ", Beam "
            + Versions.beam()
            + ", Flink "
            + Versions.flink()
            + ", DuckDB ";
    try {
      return Finding.ok(what, versions + Versions.duckDb());
    } catch (SQLException | LinkageError e) {
      return Finding.fail(
          what,
          versions + "cannot be loaded: " + e.getMessage(),
          "Its library is for Linux, macOS and Windows on x64 and ARM, and is unpacked into the"
              + " temporary folder: is that full, or mounted with noexec?");
    }
  }
}
