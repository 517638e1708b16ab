package io.github.airbyteio.pipelines.run;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * Serves what is durable to Prometheus: its counters move when records are committed, never when
 * they are only read, and never go back.
 */
final class MetricsServer implements AutoCloseable {
  private final String connection;
  private final HTTPServer server;
  private final Counter records;
  private final Counter bytes;
  private final Counter states;
  private final Gauge streams;
  private final Gauge lastCommit;

  /**
   * @param address port 0: any free one
   * @throws AirbyteIoException of category CONFIG if nobody can listen there
   */
  MetricsServer(InetSocketAddress address, String connection) {
    this.connection = connection;
    PrometheusRegistry registry = new PrometheusRegistry();
    records = counter(registry, "airbyteio_records_committed", "Records visible in the table.");
    bytes = counter(registry, "airbyteio_bytes_committed", "Bytes read of committed records.");
    states = counter(registry, "airbyteio_states_committed", "States stored.");
    streams =
        Gauge.builder()
            .name("airbyteio_streams")
            .help("Streams of the sync.")
            .labelNames("connection")
            .register(registry);
    lastCommit =
        Gauge.builder()
            .name("airbyteio_last_commit_timestamp_seconds")
            .help("When a state of the stream was last stored by this process.")
            .labelNames("connection", "stream")
            .register(registry);
    try {
      server =
          HTTPServer.builder()
              .hostname(address.getHostString())
              .port(address.getPort())
              .registry(registry)
              .buildAndStart();
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.CONFIG,
          null,
          "--metrics-addr " + address.getHostString() + ":" + address.getPort() + ": " + e,
          "Choose an address of this machine and a free port.",
          e);
    }
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames("connection", "stream")
        .register(registry);
  }

  int port() {
    return server.getPort();
  }

  void show(Snapshot snapshot, Instant now) {
    streams.labelValues(connection).set(snapshot.streams().size());
    snapshot
        .streams()
        .forEach(
            (stream, counts) -> {
              raise(records.labelValues(connection, stream), counts.committed());
              raise(bytes.labelValues(connection, stream), counts.bytesCommitted());
              if (raise(states.labelValues(connection, stream), counts.states())) {
                lastCommit.labelValues(connection, stream).set(now.toEpochMilli() / 1e3);
              }
            });
  }

  /** A job that is started again may count from the beginning. */
  private static boolean raise(CounterDataPoint counter, long value) {
    boolean more = value > counter.get();
    if (more) {
      counter.inc(value - counter.get());
    }
    return more;
  }

  @Override
  public void close() {
    server.close();
  }
}
