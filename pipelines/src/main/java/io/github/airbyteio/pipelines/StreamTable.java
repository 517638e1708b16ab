package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays the streams of a sync's document out in lines, and their sums. */
final class StreamTable {
  /** By the heads of the columns, which are there only if a stream has more than none of it. */
  private static final Map<String, String> RARE =
      Map.of("filtered", "records_filtered", "rejected", "records_rejected");

  private StreamTable() {}

  static String of(JsonNode streams) {
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("read", "records_read");
    counts.put("filtered", RARE.get("filtered"));
    counts.put("committed", "records_committed");
    counts.put("nulled", "records_nulled");
    counts.put("rejected", RARE.get("rejected"));
    counts.put("bytes", "bytes_read");
    RARE.forEach(
        (head, field) -> {
          if (sum(streams, field) == 0) {
            counts.remove(head);
          }
        });
    boolean timed = streams.path(0).has("seconds");
    List<String> header = new ArrayList<>(List.of("stream", "mode"));
    header.addAll(counts.keySet());
    if (timed) {
      header.add("seconds");
    }
    header.addAll(List.of("state", "status"));
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (JsonNode stream : streams) {
      List<String> row = new ArrayList<>(List.of(name(stream), text(stream, "mode")));
      counts.values().forEach(field -> row.add(stream.path(field).asText("0")));
      if (timed) {
        row.add(stream.path("seconds").asText());
      }
      row.add(stream.path("state_committed").asBoolean() ? "stored" : "-");
      row.add(stream.path("status").asText());
      table.row(row.toArray(String[]::new));
    }
    if (streams.size() > 1) {
      List<String> total = new ArrayList<>(List.of("total", ""));
      counts.values().forEach(field -> total.add(String.valueOf(sum(streams, field))));
      while (total.size() < header.size()) {
        total.add("");
      }
      table.row(total.toArray(String[]::new));
    }
    return table.toString();
  }

  /** The stream's full name. */
  static String name(JsonNode stream) {
    String namespace = stream.path("namespace").asText("");
    return (namespace.isEmpty() || stream.path("namespace").isNull() ? "" : namespace + ".")
        + stream.path("name").asText();
  }

  private static String text(JsonNode stream, String field) {
    return stream.path(field).isNull() ? "-" : stream.path(field).asText();
  }

  private static long sum(JsonNode streams, String field) {
    long sum = 0;
    for (JsonNode stream : streams) {
      sum += stream.path(field).asLong();
    }
    return sum;
  }
}
