package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts a connector and waits for its end: to be killed by a test. */
final class LaunchMain {
  private LaunchMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    ConnectorHome home = new ConnectorHome(Path.of(args[0]));
    SupervisedProcess process =
        SupervisedProcess.start(
            List.of("/bin/sh", "-c", args[1]),
            ConnectorEnvironment.from(System.getenv()),
            RunFolder.create(home),
            text -> text,
            line -> {},
            SupervisedProcess.DEFAULT_GRACE,
            SupervisedProcess.AFTER_KILL);
    process.waitFor(Duration.ofHours(1));
  }
}
