package io.github.airbyteio.connector;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the commands of an installed connector are started on this machine. */
interface Launcher {
  /** Creates the private folder of one process. */
  RunFolder folder(ConnectorHome home) throws IOException;

  /** Returns the command line that runs the connector with the arguments, and prepares its end. */
  List<String> line(RunFolder folder, List<String> arguments) throws IOException;

  /** Returns the variables of the process, given those of this JVM. */
  Map<String, String> environment(Map<String, String> own);

  /** How long what was killed may take to be gone. */
  Duration afterKill();

  /** A program on this machine, with its first arguments. */
  record Program(List<String> command) implements Launcher {
    public Program {
      command = List.copyOf(command);
    }

    @Override
    public RunFolder folder(ConnectorHome home) throws IOException {
      return RunFolder.create(home);
    }

    @Override
    public List<String> line(RunFolder folder, List<String> arguments) {
      return Stream.concat(command.stream(), arguments.stream()).toList();
    }

    @Override
    public Map<String, String> environment(Map<String, String> own) {
      return ConnectorEnvironment.from(own);
    }

    @Override
    public Duration afterKill() {
      return SupervisedProcess.AFTER_KILL;
    }
  }
}
