package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.pipelines.run.RunFolder;
import io.github.airbyteio.pipelines.run.RunHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is kept of past runs. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Shows past runs, their reports and what their connectors have said.",
    footer = {
      "",
      "Examples:",
      "  airbyteio runs list --connection source-faker",
      "  airbyteio runs show last",
      "  airbyteio runs logs last --tail 50"
    })
final class RunsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, show or logs.");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists runs, the newest first.")
  int list(
      @Option(names = "--connection", paramLabel = "NAME", description = "Only of this connection.")
          String connection,
      @Option(names = "--json", description = "Print a JSON array.") boolean json)
      throws IOException {
    ArrayNode documents = new ObjectMapper().createArrayNode();
    TextTable table =
        new TextTable("run", "connection", "status", "read", "committed", "seconds", "error");
    for (RunFolder run : RunOptions.history().runs(connection)) {
      JsonNode report = run.report();
      JsonNode totals = report.path("totals");
      table.row(
          run.id(),
          report.path("connection").asText(),
          run.status(),
          totals.path("records_read").asText("0"),
          totals.path("records_committed").asText("0"),
          report.path("duration_seconds").asText(),
          report.path("error").path("message").asText(""));
      ObjectNode one = documents.addObject().put("id", run.id()).put("status", run.status());
      one.put("folder", run.path().toString());
      one.put("connection", report.path("connection").asText(null));
      one.set("duration_seconds", report.path("duration_seconds"));
      one.set("totals", totals);
      one.set("error", report.path("error"));
    }
    if (json) {
      out().println(documents.toPrettyString());
    } else if (documents.isEmpty()) {
      err().println("No run is kept.");
    } else {
      out().print(table);
      out().flush();
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the report of a run.")
  int show(
      @Parameters(paramLabel = "RUN|last", description = "The run's id, or the begin of it.")
          String id,
      @Option(names = "--connection", paramLabel = "NAME", description = "Only of this connection.")
          String connection,
      @Option(names = "--json", description = "Print report.json.") boolean json)
      throws IOException {
    RunFolder run = find(id, connection);
    JsonNode report = run.report();
    if (json) {
      out().println(report.toPrettyString());
      return 0;
    }
    out()
        .println(
            "Run "
                + run.id()
                + " of "
                + report.path("connection").asText()
                + ": "
                + run.status()
                + ", "
                + report.path("duration_seconds").asText()
                + " s, "
                + report.path("run").path("source").asText()
                + " to "
                + report.path("run").path("target").asText());
    out().print(StreamTable.of(report.path("streams")));
    for (JsonNode nulled : report.path("nulled_values")) {
      out()
          .println(
              "Nulled: "
                  + nulled.path("values").asText()
                  + " values of "
                  + nulled.path("stream").asText()
                  + "."
                  + nulled.path("field").asText()
                  + " ("
                  + nulled.path("reason").asText()
                  + ")");
    }
    report.path("warnings").forEach(warning -> out().println("Warning: " + warning.asText()));
    if (report.path("error").isObject()) {
      out().println("Error: " + report.path("error").path("message").asText());
      out().println(report.path("error").path("hint").asText(""));
    }
    out().println("Folder: " + run.path());
    return 0;
  }

  @Command(
      name = "logs",
      mixinStandardHelpOptions = true,
      description = "Prints what the connector has said in a run: its stderr and LOG messages.")
  int logs(
      @Parameters(paramLabel = "RUN|last", description = "The run's id, or the begin of it.")
          String id,
      @Option(names = "--connection", paramLabel = "NAME", description = "Only of this connection.")
          String connection,
      @Option(names = "--tail", paramLabel = "N", description = "Only the last lines.")
          Integer tail)
      throws IOException {
    RunFolder run = find(id, connection);
    if (tail != null && tail < 1) {
      throw new ParameterException(spec.commandLine(), "--tail " + tail + ": must be 1 or more.");
    }
    if (run.logs().isEmpty()) {
      err().println("The connector has said nothing.");
    }
    Deque<String> last = new ArrayDeque<>();
    for (Path log : run.logs()) {
      try (BufferedReader lines = Files.newBufferedReader(log)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (tail == null) {
            out().println(line);
          } else {
            if (last.size() == tail) {
              last.removeFirst();
            }
            last.addLast(line);
          }
        }
      }
    }
    last.forEach(out()::println);
    return 0;
  }

  private static RunFolder find(String id, String connection) throws IOException {
    RunHistory history = RunOptions.history();
    return history.find(id, connection);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
