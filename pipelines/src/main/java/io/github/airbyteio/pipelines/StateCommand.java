package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StateFile;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and resets the states of a connection. */
@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description = "Shows and changes the state that the next sync continues from.",
    footer = {
      "",
      "Examples:",
      "  airbyteio state show --to duckdb:faker.duckdb --connection source-faker",
      "  airbyteio state reset --stream users --to duckdb:faker.duckdb --connection source-faker"
    })
final class StateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: show, set, reset, export or import.");
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the stored states, field by field; 'export' prints them as JSON.")
  int show(
      @Mixin TargetOption target,
      @Option(names = "--connection", required = true, paramLabel = "NAME") String connection)
      throws IOException {
    Sink sink = target.sink();
    try (SinkConnection open = sink.open()) {
      Map<Scope, StoredState> states = open.states().states(connection);
      if (states.isEmpty()) {
        System.err.println("No state of '" + connection + "' in " + sink.description() + ".");
        return 0;
      }
      states.forEach(
          (scope, stored) -> {
            StateFields fields = StateFields.of(stored.state());
            System.out.println(StateChange.name(scope) + (fields.isEmpty() ? " (no state)" : ""));
            fields.print(System.out);
          });
      return 0;
    }
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Sets the state of one stream: the next sync continues from it.")
  int set(
      @Mixin TargetOption target,
      @Mixin Confirmation confirmation,
      @Option(names = "--connection", required = true, paramLabel = "NAME") String connection,
      @Parameters(paramLabel = "STREAM", description = "The stream: name, or namespace.name.")
          String stream,
      @Parameters(
              paramLabel = "JSON|FILE",
              description = "What the connector calls stream_state: JSON, or a file that holds it.")
          String state)
      throws IOException {
    try (SinkConnection open = target.sink().open()) {
      return new StateChange(open.states(), connection, confirmation)
          .set(stream, state.strip().startsWith("{") ? state : StateChange.read(state));
    }
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Prints all states as the file that connectors, and 'state import', read.")
  int export(
      @Mixin TargetOption target,
      @Option(names = "--connection", required = true, paramLabel = "NAME") String connection)
      throws IOException {
    try (SinkConnection open = target.sink().open()) {
      List<AirbyteState> states = new ArrayList<>();
      open.states()
          .states(connection)
          .values()
          .forEach(stored -> Optional.ofNullable(stored.state()).ifPresent(states::add));
      System.out.println(StateFile.toJson(states));
      System.err.println(
          "Exported " + states.size() + (states.size() == 1 ? " state." : " states."));
      return 0;
    }
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Replaces all states of the connection by those of a file.")
  int importStates(
      @Mixin TargetOption target,
      @Mixin Confirmation confirmation,
      @Option(names = "--connection", required = true, paramLabel = "NAME") String connection,
      @Parameters(
              paramLabel = "FILE|-",
              description = "What 'state export' has printed; - reads from stdin.")
          String file)
      throws IOException {
    try (SinkConnection open = target.sink().open()) {
      return new StateChange(open.states(), connection, confirmation)
          .replaceAll(StateChange.read(file));
    }
  }

  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description = "Forgets states: the next sync reads from the start. The data stays.")
  int reset(
      @Mixin TargetOption target,
      @Mixin Confirmation confirmation,
      @Option(names = "--connection", required = true, paramLabel = "NAME") String connection,
      @Option(
              names = "--stream",
              paramLabel = "STREAM",
              description = "Only of this stream. Default: of all.")
          String stream)
      throws IOException {
    try (SinkConnection open = target.sink().open()) {
      return new StateChange(open.states(), connection, confirmation).reset(stream);
    }
  }
}
