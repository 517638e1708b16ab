package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.ConfiguredCatalog;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * Shows on stderr how far a sync is: a line a stream, redrawn on a terminal; elsewhere plain lines
 * now and then.
 */
final class Progress implements AutoCloseable {
  private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;

  private final List<String> streams;
  private final PrintStream out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long lastShown = started;
  private int linesShown;

  private Progress(List<String> streams, PrintStream out, boolean terminal) {
    this.streams = streams;
    this.out = out;
    this.terminal = terminal;
  }

  static Progress of(ConfiguredCatalog catalog) {
    boolean plain =
        System.console() == null
            || System.getenv("CI") != null
            || System.getenv("NO_COLOR") != null
            || "dumb".equals(System.getenv("TERM"));
    return new Progress(
        catalog.streams().stream().map(stream -> stream.descriptor().toString()).toList(),
        System.err,
        !plain);
  }

  void show(MetricResults metrics) {
    long now = System.nanoTime();
    if (!terminal && now - lastShown < PLAIN_INTERVAL_NANOS) {
      return;
    }
    lastShown = now;
    Map<String, Long> counters = new HashMap<>();
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("airbyteio")).build();
    for (MetricResult<Long> counter : metrics.queryMetrics(ours).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    if (terminal) {
      erase();
    }
    for (String stream : streams) {
      out.println(line(stream, counters, now));
    }
    linesShown = streams.size();
    out.flush();
  }

  private String line(String stream, Map<String, Long> counters, long now) {
    long read = counters.getOrDefault("records_read/" + stream, 0L);
    double seconds = Math.max(0.001, (now - started) / 1e9);
    return String.format(
        Locale.ROOT,
        "%-30s %,12d read %,12d committed %8.1f MB %,10.0f/s",
        stream,
        read,
        counters.getOrDefault("records_committed/" + stream, 0L),
        counters.getOrDefault("bytes_read/" + stream, 0L) / 1e6,
        read / seconds);
  }

  private void erase() {
    if (linesShown > 0) {
      out.print("\u001b[" + linesShown + "A\u001b[J");
      linesShown = 0;
    }
  }

  /** Makes room for the summary. */
  @Override
  public void close() {
    if (terminal) {
      erase();
      out.flush();
    }
  }
}
