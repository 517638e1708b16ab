package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A run of some minutes, played with a clock of its own. */
final class SampleReport {
  static final String HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleReport() {}

  /** Plays a failed sync of so many streams and returns its folder. */
  static RunFolder play(Path root, int streams) {
    List<String> names = new ArrayList<>(List.of("users", HOSTILE));
    for (int i = names.size(); i < streams; i++) {
      names.add("stream_" + i);
    }
    AtomicLong nanos = new AtomicLong();
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    RunSettings settings =
        new RunSettings("shop " + HOSTILE, "source-shop", "DuckDB shop.duckdb", 5, null, null);
    try (RecordedRun run = RecordedRun.begin(new RunHistory(root), settings, clock, nanos::get)) {
      run.start(names, () -> new Progress(Terminal.PLAIN, lines -> {}, () -> {}));
      Map<String, Long> counters = new HashMap<>();
      for (int second = 1; second <= 300; second++) {
        nanos.set(second * 1_000_000_000L);
        for (int i = 0; i < names.size(); i++) {
          long rate = Math.round(900.0 / (i + 1) * (1.2 + Math.sin((second + 40 * i) / 35.0)));
          counters.merge("records_read/" + names.get(i), rate, Long::sum);
          counters.merge("bytes_read/" + names.get(i), rate * 211, Long::sum);
          if (second % 5 == 0) {
            long read = counters.get("records_read/" + names.get(i));
            counters.put("records_committed/" + names.get(i), read);
            counters.merge("states_committed/" + names.get(i), 1L, Long::sum);
          }
        }
        counters.put("values_nulled/users/age/DESTINATION_SERIALIZATION_ERROR", 4_321L);
        counters.put("values_nulled/users/" + HOSTILE + "/DESTINATION_FIELD_SIZE_LIMITATION", 77L);
        run.observe(Snapshot.of(counters, names));
      }
      ObjectNode unused = run.end(outcome(names, counters), 7);
      return run.folder();
    }
  }

  private static ObjectNode outcome(List<String> names, Map<String, Long> counters) {
    ObjectNode outcome = JSON.createObjectNode().put("status", "partial");
    outcome.put("connection", "shop " + HOSTILE).put("duration_seconds", 300.5);
    ArrayNode streams = outcome.putArray("streams");
    for (String name : names) {
      ObjectNode stream = streams.addObject().putNull("namespace").put("name", name);
      stream.put("mode", "append_dedup").put("records_read", counters.get("records_read/" + name));
      stream.put("records_committed", counters.get("records_committed/" + name));
      stream.put("records_nulled", name.equals("users") ? 4_398 : 0);
      stream.put("bytes_read", counters.get("bytes_read/" + name));
      stream.put("status", name.equals(HOSTILE) ? "failed" : "succeeded");
      stream.put("state_committed", true).putArray("schema_changes");
    }
    ((ArrayNode) streams.get(0).path("schema_changes")).add("column vip BOOLEAN added " + HOSTILE);
    outcome.putArray("warnings").add("Stream 'users': slow " + HOSTILE);
    outcome
        .putObject("error")
        .put("category", "source")
        .put("stream", HOSTILE)
        .put("message", "The source said: " + HOSTILE)
        .put("hint", "Run it again: it continues from what is committed.");
    return outcome;
  }
}
