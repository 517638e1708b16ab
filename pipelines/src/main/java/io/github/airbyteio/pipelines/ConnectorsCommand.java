package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows which connectors there are. */
@Command(
    name = "connectors",
    mixinStandardHelpOptions = true,
    description = "Shows which connectors there are, from Airbyte's registry.",
    footer = {
      "",
      "Examples:",
      "  airbyteio connectors update oss_registry.json",
      "  airbyteio connectors list postgres",
      "  airbyteio connectors list --language python --json",
      "  airbyteio connectors show source-faker"
    })
final class ConnectorsCommand implements Runnable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SUGGESTIONS = 8;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, show or update.");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists sources whose name, title or image has all the words.")
  int list(
      @Mixin RegistryOption registry,
      @Parameters(paramLabel = "WORD", arity = "0..*") List<String> words,
      @Option(
              names = "--language",
              paramLabel = "NAME",
              description = "Only those in this language: python, java, manifest-only.")
          String language,
      @Option(names = "--json", description = "Print a JSON array.") boolean json) {
    List<RegistryEntry> found =
        registry.registry().sources().stream()
            .filter(each -> words == null || each.matches(words))
            .filter(each -> language == null || each.language().equalsIgnoreCase(language))
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode all = JSON.createArrayNode();
      found.forEach(each -> all.add(each.json()));
      out.println(all.toPrettyString());
    } else {
      TextTable table = new TextTable("name", "language", "package", "image", "licence", "support");
      for (RegistryEntry each : found) {
        table.row(
            each.name(),
            each.language(),
            each.pythonPackage() == null ? "" : each.pythonPackage() + "==" + each.version(),
            each.image() + ":" + each.version(),
            each.license(),
            each.supportLevel());
      }
      out.print(table);
    }
    out.flush();
    spec.commandLine().getErr().println(found.size() + " connectors.");
    spec.commandLine().getErr().flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a connector and how it is named behind --source.")
  int show(
      @Mixin RegistryOption registry,
      @Parameters(paramLabel = "NAME", description = "source-faker, say.") String name,
      @Option(names = "--json", description = "Print one JSON document.") boolean json) {
    List<RegistryEntry> sources = registry.registry().sources();
    RegistryEntry found =
        sources.stream()
            .filter(each -> each.name().equals(name) || each.name().equals("source-" + name))
            .findFirst()
            .orElseThrow(() -> unknown(name, sources));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(found.json().toPrettyString());
    } else {
      out.println(found.name() + ": " + found.title());
      line(out, "language", found.language());
      line(out, "version", found.version());
      line(out, "licence", found.license());
      line(out, "support", found.supportLevel());
      line(out, "documentation", found.documentation());
      found.notations().forEach(notation -> out.println("  --source " + notation));
    }
    out.flush();
    return 0;
  }

  private static void line(PrintWriter out, String what, String value) {
    if (!value.isEmpty()) {
      out.println("  " + what + ": " + value);
    }
  }

  private static AirbyteIoException unknown(String name, List<RegistryEntry> sources) {
    List<String> near =
        sources.stream()
            .filter(each -> each.matches(List.of(name.replaceFirst("^source-", ""))))
            .map(RegistryEntry::name)
            .limit(SUGGESTIONS)
            .toList();
    return new AirbyteIoException(
        Category.USAGE,
        "The registry has no source '" + name + "'.",
        near.isEmpty()
            ? "'airbyteio connectors list' shows what it has."
            : "It has " + String.join(", ", near) + ".");
  }

  @Command(
      name = "update",
      mixinStandardHelpOptions = true,
      description = "Keeps a copy of the registry for the other commands.")
  int update(
      @Parameters(paramLabel = "URL|FILE", description = "Where the registry is.") String named) {
    RegistrySource source = RegistrySource.standard();
    int sources = source.update(named).sources().size();
    PrintWriter err = spec.commandLine().getErr();
    err.println("Kept " + sources + " sources in " + source.copy() + ".");
    err.flush();
    return 0;
  }
}
