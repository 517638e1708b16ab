package io.github.airbyteio.faults;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a database shows right after a crash.
 *
 * @param tables the rows of each stream; none where the table is missing
 * @param cursors what the stored states say; 0 where there is none
 */
record Seen(Map<String, List<List<String>>> tables, Map<String, Integer> cursors) {
  static Seen of(FakeSync sync, List<String> streams) throws Exception {
    Map<String, List<List<String>>> tables = new HashMap<>();
    Map<String, Integer> cursors = new HashMap<>();
    boolean exists = Files.exists(sync.database());
    Map<String, String> states =
        exists && sync.hasTable("_airbyte_state") ? sync.states() : Map.of();
    for (String stream : streams) {
      tables.put(stream, exists && sync.hasTable(stream) ? sync.rows(stream) : List.of());
      String digits = states.getOrDefault(stream, "").replaceAll("[^0-9]", "");
      cursors.put(stream, digits.isEmpty() ? 0 : Integer.parseInt(digits));
    }
    return new Seen(tables, cursors);
  }

  List<List<String>> rows(String stream) {
    return tables.get(stream);
  }

  int cursor(String stream) {
    return cursors.get(stream);
  }

  /** Whether the stream's state is in the middle. */
  boolean isWithin(String stream, int records) {
    return cursor(stream) > 0 && cursor(stream) < records;
  }
}
