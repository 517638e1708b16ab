package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes {@code report.json}: the document of {@code sync --json} and what was seen on the way.
 * Members are added, never renamed, within a version of the schema.
 */
final class RunReport {
  static final int SCHEMA_VERSION = 1;

  /** A chart of more lines cannot be read; the rest is one line. */
  private static final int CHARTED = 8;

  private static final int NULLED = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunReport() {}

  /**
   * Adds to the streams of an outcome what only the metrics know. Where the outcome has none,
   * because the pipeline has ended without a report or lasts, they are made of the metrics.
   */
  static ArrayNode streams(JsonNode outcome, Snapshot snapshot, Activity activity, String status) {
    ArrayNode streams = JSON.createArrayNode();
    for (JsonNode stream : outcome.path("streams")) {
      ObjectNode one = stream.deepCopy();
      add(one, name(stream), snapshot, activity);
      streams.add(one);
    }
    if (streams.isEmpty()) {
      snapshot
          .streams()
          .forEach(
              (name, counts) -> {
                ObjectNode one = streams.addObject();
                one.putNull("namespace").put("name", name).putNull("mode");
                one.put("records_read", counts.read()).put("records_committed", counts.committed());
                one.put("records_nulled", counts.nulled()).put("bytes_read", counts.bytesRead());
                one.put("status", status).put("state_committed", counts.states() > 0);
                one.putArray("schema_changes");
                add(one, name, snapshot, activity);
              });
    }
    return streams;
  }

  private static void add(ObjectNode stream, String name, Snapshot snapshot, Activity activity) {
    StreamCounts counts = snapshot.streams().getOrDefault(name, StreamCounts.NONE);
    stream
        .put("records_rejected", counts.rejected())
        .put("bytes_committed", counts.bytesCommitted())
        .put("states_committed", counts.states())
        .put("seconds", activity.active(name).toMillis() / 1e3);
  }

  /** The stream's full name. */
  static String name(JsonNode stream) {
    String namespace = stream.path("namespace").asText("");
    return (namespace.isEmpty() || stream.path("namespace").isNull() ? "" : namespace + ".")
        + stream.path("name").asText();
  }

  static ObjectNode totals(JsonNode streams) {
    ObjectNode totals = JSON.createObjectNode().put("streams", streams.size());
    for (String field :
        List.of(
            "records_read",
            "records_committed",
            "records_nulled",
            "records_rejected",
            "bytes_read",
            "bytes_committed")) {
      long sum = 0;
      for (JsonNode stream : streams) {
        sum += stream.path(field).asLong();
      }
      totals.put(field, sum);
    }
    return totals;
  }

  /**
   * What the states of the run cover: {@code stream}, {@code connection}, or {@code unknown} if it
   * has stored none.
   */
  static String stateScope(Snapshot snapshot) {
    return snapshot.statesOfConnection() > 0
        ? "connection"
        : snapshot.total().states() > 0 ? "stream" : "unknown";
  }

  static ArrayNode nulledValues(Snapshot snapshot) {
    ArrayNode nulled = JSON.createArrayNode();
    snapshot.nulledValues().stream()
        .limit(NULLED)
        .forEach(
            one ->
                nulled
                    .addObject()
                    .put("stream", one.stream())
                    .put("field", one.field())
                    .put("reason", one.reason())
                    .put("values", one.values()));
    return nulled;
  }

  /** The points in time, and of the largest streams and of all others the counts at each. */
  static ObjectNode timeline(List<Timeline.Point> points) {
    ObjectNode timeline = JSON.createObjectNode();
    ArrayNode seconds = timeline.putArray("seconds");
    points.forEach(point -> seconds.add(point.at().toMillis() / 1e3));
    ArrayNode series = timeline.putArray("series");
    if (points.isEmpty()) {
      return timeline;
    }
    var last = points.get(points.size() - 1).streams();
    List<String> names = new ArrayList<>(last.keySet());
    names.sort(
        Comparator.comparingLong((String name) -> last.get(name).read())
            .reversed()
            .thenComparing(name -> name));
    int single = names.size() <= CHARTED ? names.size() : CHARTED - 1;
    for (String name : names.subList(0, single)) {
      add(series.addObject().put("name", name).put("streams", 1), points, List.of(name));
    }
    List<String> others = names.subList(single, names.size());
    if (!others.isEmpty()) {
      add(series.addObject().putNull("name").put("streams", others.size()), points, others);
    }
    return timeline;
  }

  private static void add(ObjectNode series, List<Timeline.Point> points, List<String> streams) {
    ArrayNode read = series.putArray("read");
    ArrayNode committed = series.putArray("committed");
    for (Timeline.Point point : points) {
      long readThen = 0;
      long committedThen = 0;
      for (String stream : streams) {
        Timeline.Progressed then = point.streams().get(stream);
        readThen += then == null ? 0 : then.read();
        committedThen += then == null ? 0 : then.committed();
      }
      read.add(readThen);
      committed.add(committedThen);
    }
  }
}
