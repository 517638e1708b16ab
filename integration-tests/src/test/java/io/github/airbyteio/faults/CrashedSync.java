package io.github.airbyteio.faults;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.duckdb.InterceptedDuckDb;
import io.github.airbyteio.it.ChildJvm;
import io.github.airbyteio.postgres.PostgresSink;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.FakeConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A sync in a JVM of its own, which kills itself at a point. */
final class CrashedSync {
  private CrashedSync() {}

  /** Starts the JVM. The folder holds the connector {@code source-fake}. */
  static Process start(Path folder, Mode mode, boolean fullRefresh, CrashPoint point)
      throws IOException {
    return start(folder, "256m", null, mode, fullRefresh, point);
  }

  /** The same with a heap of this size, such as {@code 512m}. */
  static Process start(Path folder, String heap, Mode mode, boolean fullRefresh, CrashPoint point)
      throws IOException {
    return start(folder, heap, null, mode, fullRefresh, point);
  }

  /**
   * The same into a database of Postgres.
   *
   * @param target as the command line names it, or null for the folder's {@code fake.duckdb}
   */
  static Process start(
      Path folder,
      String heap,
      @Nullable String target,
      Mode mode,
      boolean fullRefresh,
      CrashPoint point)
      throws IOException {
    List<String> command = new ArrayList<>(Rehearsed.JAVA);
    command.add(1, "-Xmx" + heap);
    command.addAll(
        List.of(folder.toString(), mode.name(), Boolean.toString(fullRefresh), point.toString()));
    if (target != null) {
      command.add(target);
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("child.log").toFile());
    return builder.start();
  }

  /**
   * Waits for the end of the JVM and returns its exit code; one that hangs is killed, and the error
   * tells what it said.
   */
  static int await(Process child, Path folder) throws Exception {
    if (!child.waitFor(5, TimeUnit.MINUTES)) {
      child.destroyForcibly();
      throw new AssertionError("The JVM did not end:\n" + log(folder));
    }
    return child.exitValue();
  }

  /** What the last JVM of the folder said. */
  static String log(Path folder) throws IOException {
    Path log = folder.resolve("child.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    CrashPoint point = CrashPoint.parse(args[3]);
    Connection connection =
        Connection.of(Connector.executable(folder.resolve("source-fake").toString()))
            .withId("c1")
            .withSelection(
                StreamSelection.all()
                    .withMode(Mode.valueOf(args[1]))
                    .withFullRefresh(Boolean.parseBoolean(args[2])));
    Sink store =
        args.length > 4
            ? PostgresSink.parse(args[4])
            : InterceptedDuckDb.to(
                folder.resolve("fake.duckdb").toString(),
                opened -> CrashingConnection.of(opened, CrashPoint.Counter.of(point)));
    CrashingSink sink = new CrashingSink(new EagerSink(store), point);
    Pipeline pipeline = Pipeline.create(FakeSync.directOptions());
    pipeline
        .apply(
            AirbyteIO.read(connection)
                .withStateFrom(sink)
                .withCheckpointInterval(Duration.ZERO)
                .withRetryPolicy(RetryPolicy.of(3, 3, List.of(Duration.ZERO))))
        .apply(AirbyteIO.write(sink));
    pipeline.run().waitUntilFinish();
  }

  /** Made when it is first needed. */
  private static final class Rehearsed {
    static final List<String> JAVA =
        ChildJvm.rehearsed(
            "crashed-sync",
            List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
            ChildJvm.classPath(),
            CrashedSync.class.getName(),
            (java, folder) -> {
              FakeConnector.create().installAs(folder, "source-fake");
              List<String> command = new ArrayList<>(java);
              command.addAll(List.of(folder.toString(), Mode.APPEND_DEDUP.name(), "false"));
              command.add(CrashPoint.nowhere().toString());
              return new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(folder.resolve("child.log").toFile())
                  .start();
            });
  }
}
