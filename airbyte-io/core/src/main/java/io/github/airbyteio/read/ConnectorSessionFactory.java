package io.github.airbyteio.read;

import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StateFile;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.Lineage;
import org.apache.beam.sdk.metrics.Metrics;

/** Launches the connection's connector for a task. */
final class ConnectorSessionFactory implements SessionFactory {
  /** Half a bundle: the other half comes while it is read. At most a sixteenth of the heap. */
  private static final long QUEUE_BYTES =
      Math.max(4L << 20, Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16));

  private final Connection connection;
  private final ConfiguredCatalog catalog;
  private final ReadSettings settings;

  ConnectorSessionFactory(Connection connection, ConfiguredCatalog catalog, ReadSettings settings) {
    this.connection = connection;
    this.catalog = catalog;
    this.settings = settings;
  }

  @Override
  public void countLaunch(ReadTask task) {
    Metrics.counter(Emission.METRICS, "attempts").inc();
    for (StreamDescriptor stream : task.streams()) {
      Lineage.getSources()
          .add("airbyte", List.of(connection.connector().name(), stream.toString()));
    }
  }

  @Override
  public Session launch(ReadTask task, String attempt, Map<Scope, AirbyteState> states) {
    ConnectorRuntime runtime =
        new ConnectorRuntime(connection.connector()).forConnection(connection.id());
    if (settings.logFile() != null) {
      runtime = runtime.withLogFile(Path.of(settings.logFile()));
    }
    ConnectorProcess process =
        runtime.read(
            connection.config().resolve(),
            catalog.only(task.streams()),
            task.generations(),
            states.isEmpty() ? null : StateFile.toJson(states.values()));
    ByteBoundedQueue queue = new ByteBoundedQueue(QUEUE_BYTES);
    boolean wholeConnection = task.streams().size() == catalog.streams().size();
    Heartbeat heartbeat = new Heartbeat(settings.heartbeat(), System::nanoTime);
    MessageRouter router =
        new MessageRouter(
            task.streams(),
            wholeConnection,
            task.storedKind(),
            queue,
            process::mask,
            settings,
            heartbeat);
    return new ConnectorSession(attempt, process, router, queue, heartbeat);
  }
}
