package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whatever fields and streams are called, each has a column and a table of its own and keeps it.
 */
interface NameRules extends SinkRules {
  List<String> NASTY =
      List.of(
          "a b",
          "a_b",
          "a-b",
          "a.b",
          "ID",
          "id",
          "Id",
          "",
          " ",
          "1st",
          "select",
          "q\"q",
          "back\\slash",
          "\u00e4\u00f6\u00fc",
          "\u540d\u524d",
          "\ud83d\ude00",
          "${x}",
          "%s",
          "n".repeat(63) + "a".repeat(37),
          "n".repeat(63) + "b".repeat(37),
          "_airbyte_raw_id",
          "_airbyte_meta",
          "_AIRBYTE_META",
          "_airbyte_extracted_at",
          "_airbyte_generation_id",
          "rowid",
          "ctid",
          "new\nline");

  private static String properties(List<String> fields) {
    return fields.stream()
        .map(field -> StreamWriter.JSON.valueToTree(field) + ":" + STRING)
        .collect(Collectors.joining(","));
  }

  private static String record(List<String> fields) {
    ObjectNode record = StreamWriter.JSON.createObjectNode();
    fields.forEach(field -> record.put(field, "value of " + field));
    return record.toString();
  }

  @Test
  default void eachFieldHasAColumnOfItsOwn() throws Exception {
    StreamWriter writer = stream("nasty", properties(NASTY));
    writer.commit(record(NASTY));
    Values.assertEqual(writer, List.of(record(NASTY)));
  }

  @Test
  default void aFieldKeepsItsColumnWhateverComesLater() throws Exception {
    StreamWriter writer = stream("stable", properties(List.of("id")));
    writer.commit(record(List.of("id")));
    List<String> all = List.of("ID", "a b", "id", "a_b");
    writer.withProperties(properties(all)).newRun(1).commit(record(all));

    List<Map<String, JsonNode>> rows = new ArrayList<>();
    writer.rows().forEach(row -> rows.add(row.values()));
    assertThat(rows).allMatch(row -> row.get("id").asText().equals("value of id"));
    assertThat(rows).filteredOn(row -> row.get("ID").asText().equals("value of ID")).hasSize(1);
  }

  @Test
  default void eachStreamHasATableOfItsOwn() throws Exception {
    List<String> names = new ArrayList<>(NASTY);
    names.remove("");
    for (String name : names) {
      stream(name, "\"v\":" + STRING)
          .commit(record(List.of("v")).replace("of v", names.indexOf(name) + ""));
    }
    for (String name : names) {
      assertThat(stream(name, "\"v\":" + STRING).values("v"))
          .as(name)
          .containsExactly("value " + names.indexOf(name));
    }
  }

  /** Long, alike, in several scripts and cases, with all kinds of signs: 10,000 of them. */
  @Test
  default void tenThousandNamesAreKeptApart() throws Exception {
    Random random = new Random(10_000);
    List<String> pieces =
        List.of("a", "A", "_", " ", "-", "\u00e4", "\u540d", "\"", "x".repeat(61));
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < 10_000) {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        name.append(pieces.get(random.nextInt(pieces.size())));
      }
      names.add(name.toString());
    }
    List<String> all = List.copyOf(names);
    int width = harness().filledFields();
    for (int from = 0; from < all.size(); from += width) {
      List<String> fields = all.subList(from, Math.min(from + width, all.size()));
      StreamWriter writer = stream("names " + from, properties(fields));
      writer.commit(record(fields));
      Values.assertEqual(writer, List.of(record(fields)));
    }
  }

  @Test
  default void aThousandFieldsAreStored() throws Exception {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      fields.add("field " + i + (i % 2 == 0 ? "" : "_odd"));
    }
    StreamWriter writer = stream("wide", properties(fields));
    String record = record(fields.subList(0, harness().filledFields()));
    writer.commit(record);
    Values.assertEqual(writer, List.of(record));
  }

  /**
   * Stores fold cases in ways of their own: of letters that have no single other case above all.
   */
  @Test
  default void namesWhoseCasesAreNotOneToOneAreKeptApart() throws Exception {
    List<String> names =
        List.of(
            "\u039f\u0394\u039f\u03a3",
            "\u03bf\u03b4\u03bf\u03c3",
            "\u03bf\u03b4\u03bf\u03c2",
            "\u0130d",
            "\u0131d",
            "Id",
            "id",
            "\u00c4",
            "\u00e4",
            "stra\u00dfe",
            "STRASSE");
    for (int run = 0; run < 2; run++) {
      StreamWriter fields = stream("cases", properties(names)).withMode(WriteMode.OVERWRITE);
      fields.newRun(run + 1).complete(record(names));
      Values.assertEqual(fields, List.of(record(names)));
      for (String name : names) {
        stream(name, "\"v\":" + STRING).newRun(1).commit(record(List.of("v")));
      }
    }
    for (String name : names) {
      assertThat(stream(name, "\"v\":" + STRING).rows()).as(name).hasSize(2);
    }
  }

  @Test
  default void namesWithAnyCharacterAreStored() throws Exception {
    String nul = "a\u0000b";
    List<String> names = List.of(nul, "a_b", "a\ufffdb");
    // A store without U+0000 cannot keep the name of such a stream: it may refuse it.
    boolean stored = harness().sink().limits().storesNulCharacter();
    String stream = stored ? nul : "a\ufffdb";
    String record = record(names).replace("value of a\\u0000b", stored ? "\\u0000" : "nul");
    StreamWriter fields = stream(stream, properties(names));
    fields.commit(record);
    Values.assertEqual(fields, List.of(record));
    stream("a_b", properties(names)).commit(record);
    assertThat(stream(stream, "").rows()).hasSize(1);
  }

  @Test
  default void namespacesAndNamesThatAreJoinedAlikeAreKeptApart() throws Exception {
    List<StreamDescriptor> streams =
        List.of(
            StreamDescriptor.of("a", "b_c"),
            StreamDescriptor.of("a_b", "c"),
            StreamDescriptor.of(null, "a_b_c"),
            StreamDescriptor.of("A", "B_C"));
    for (StreamDescriptor stream : streams) {
      new StreamWriter(harness(), CONNECTION, stream, "\"v\":" + STRING)
          .commit("{\"v\":\"" + stream + "\"}");
    }
    for (StreamDescriptor stream : streams) {
      assertThat(new StreamWriter(harness(), CONNECTION, stream, "").values("v"))
          .containsExactly(stream.toString());
    }
  }
}
