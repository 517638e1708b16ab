package io.github.airbyteio.pipelines.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * What the metrics of a pipeline say at one moment. Immutable.
 *
 * @param streams by the names of all streams, in the catalog's order
 * @param nulledValues what has become null and why, the most frequent first
 * @param attemptsFailed launches of the connector that failed and were followed by another
 * @param statesOfConnection states that are stored and cover all streams together
 * @param roundsFailed of the rounds of a continuous sync, those that failed
 */
record Snapshot(
    Map<String, StreamCounts> streams,
    List<NulledValues> nulledValues,
    long attemptsFailed,
    long statesOfConnection,
    long rounds,
    long roundsFailed) {
  private static final MetricsFilter OURS =
      MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("airbyteio")).build();
  private static final String NULLED = "values_nulled/";

  /** Values of a field that have become null for one reason. */
  record NulledValues(String stream, String field, String reason, long values) {}

  static Snapshot none(List<String> streams) {
    return of(Map.of(), streams);
  }

  static Snapshot of(MetricResults metrics, List<String> streams) {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (MetricResult<Long> counter : metrics.queryMetrics(OURS).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return of(counters, streams);
  }

  /**
   * @param counters by the names of the metrics
   */
  static Snapshot of(Map<String, Long> counters, List<String> streams) {
    Map<String, StreamCounts> byStream = new LinkedHashMap<>();
    for (String stream : streams) {
      byStream.put(
          stream,
          new StreamCounts(
              count(counters, "records_read/" + stream),
              count(counters, "bytes_read/" + stream),
              count(counters, "records_committed/" + stream),
              count(counters, "bytes_committed/" + stream),
              count(counters, "states_committed/" + stream),
              count(counters, "records_nulled/" + stream),
              count(counters, "records_rejected/" + stream)));
    }
    return new Snapshot(
        byStream,
        nulled(counters, streams),
        count(counters, "attempts_failed"),
        count(counters, "connection_states_committed"),
        count(counters, "rounds"),
        count(counters, "rounds_failed"));
  }

  private static long count(Map<String, Long> counters, String name) {
    return counters.getOrDefault(name, 0L);
  }

  private static List<NulledValues> nulled(Map<String, Long> counters, List<String> streams) {
    // Names may have slashes in them: the longest that fits is meant.
    List<String> longestFirst =
        streams.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    List<NulledValues> found = new ArrayList<>();
    counters.forEach(
        (name, values) -> {
          for (String stream : longestFirst) {
            int reason = name.lastIndexOf('/') + 1;
            int field = NULLED.length() + stream.length() + 1;
            if (name.startsWith(NULLED + stream + "/") && field < reason) {
              found.add(
                  new NulledValues(
                      stream, name.substring(field, reason - 1), name.substring(reason), values));
              return;
            }
          }
        });
    found.sort(
        Comparator.comparingLong(NulledValues::values)
            .reversed()
            .thenComparing(NulledValues::stream)
            .thenComparing(NulledValues::field));
    return List.copyOf(found);
  }

  StreamCounts total() {
    return streams.values().stream().reduce(StreamCounts.NONE, StreamCounts::plus);
  }
}
