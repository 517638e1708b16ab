package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.pipelines.run.RepeatableCommand;
import io.github.airbyteio.pipelines.run.RunFolder;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a sync again, for the streams that it has not completed. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a sync again with the same arguments, for the streams that failed or were not reached.",
      "Where one state covers all streams, all are read: they move on together."
    })
final class RetryCommand implements Callable<Integer> {
  /** What is given again where it was not kept. */
  static final Set<String> TAKES = Set.of("--config", "--notify");

  private static final String STREAMS = "--streams";
  private static final String CONNECTION = "--connection";

  @Parameters(paramLabel = "RUN|last", description = "The run's id, or the begin of it.")
  private String id;

  @Option(names = CONNECTION, paramLabel = "NAME", description = "Only of this connection.")
  private @Nullable String connection;

  @Option(
      names = "--config",
      paramLabel = "JSON|FILE",
      description = "The configuration, where the run has not kept it.")
  private @Nullable String config;

  @Option(
      names = "--notify",
      paramLabel = "URL",
      description = "Where the report is posted, where the run has not kept it.")
  private @Nullable String notify;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    RunFolder run = RunOptions.history().find(id, connection);
    JsonNode report = run.report();
    if (run.status().equals("running")) {
      throw usage("The run " + run.id() + " is still running.", "Wait for its end, or stop it.");
    }
    if (run.status().equals("succeeded")) {
      spec.commandLine()
          .getErr()
          .println("The run " + run.id() + " has succeeded: there is nothing to retry.");
      return 0;
    }
    RepeatableCommand command = RepeatableCommand.of(run);
    if (command == null) {
      throw usage("The run " + run.id() + " has not kept its command.", "Give the command again.");
    }
    List<String> streams = unfinished(report);
    List<String> arguments = new ArrayList<>(List.of("sync"));
    arguments.addAll(arguments(run, command, !streams.isEmpty()));
    arguments.add(CONNECTION);
    arguments.add(report.path("connection").asText());
    if (!streams.isEmpty()) {
      arguments.add(STREAMS);
      arguments.add(String.join(",", streams));
    }
    spec.commandLine()
        .getErr()
        .println(
            "Retrying "
                + run.id()
                + (streams.isEmpty() ? "." : " for " + String.join(", ", streams) + "."));
    spec.commandLine().getErr().flush();
    return AirbyteIoCommand.commands()
        .setOut(spec.commandLine().getOut())
        .setErr(spec.commandLine().getErr())
        .execute(arguments.toArray(String[]::new));
  }

  /** The arguments without those that are given anew. */
  private List<String> arguments(RunFolder run, RepeatableCommand command, boolean otherStreams) {
    TreeMap<String, String> missing = new TreeMap<>(command.withheld());
    TreeMap<String, String> given = new TreeMap<>();
    put(given, "--config", config);
    put(given, "--notify", notify);
    missing.keySet().removeAll(given.keySet());
    if (!missing.isEmpty()) {
      String name = missing.firstKey();
      throw usage(
          "The run " + run.id() + " has not kept " + name + ": " + missing.get(name) + ".",
          TAKES.contains(name)
              ? "Give it again: airbyteio retry " + run.id() + " " + name + " …"
              : "Give the command again; it continues from what is committed.");
    }
    if (!command.folder().equals(Path.of("").toAbsolutePath().toString())) {
      throw usage(
          "The run " + run.id() + " was started in the folder " + command.folder() + ".",
          "Retry it there: names of files may be relative.");
    }
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < command.arguments().size(); i++) {
      String name = command.arguments().get(i);
      if (name.equals(STREAMS) && otherStreams
          || name.equals(CONNECTION)
          || given.containsKey(name)) {
        i++; // Its value.
      } else {
        arguments.add(name);
      }
    }
    given.forEach(
        (name, value) -> {
          arguments.add(name);
          arguments.add(value);
        });
    return arguments;
  }

  private static void put(TreeMap<String, String> given, String name, @Nullable String value) {
    if (value != null) {
      given.put(name, value);
    }
  }

  /**
   * The streams that are not complete; none: all those of the run are read. That is so where a
   * state covers more than one stream: if some were left out, it would move past changes of those
   * that were never read.
   */
  private static List<String> unfinished(JsonNode report) {
    if (!report.path("run").path("state_scope").asText().equals("stream")) {
      return List.of();
    }
    List<String> unfinished = new ArrayList<>();
    for (JsonNode stream : report.path("streams")) {
      if (!stream.path("status").asText().equals("succeeded")) {
        unfinished.add(StreamTable.name(stream));
      }
    }
    // The option's own separator.
    return unfinished.stream().anyMatch(name -> name.contains(",")) ? List.of() : unfinished;
  }

  private static AirbyteIoException usage(String message, String hint) {
    return new AirbyteIoException(Category.USAGE, message, hint);
  }
}
