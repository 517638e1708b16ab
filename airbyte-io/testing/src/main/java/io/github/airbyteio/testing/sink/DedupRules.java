package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.RefusedRecordException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One row a key: the greatest cursor wins, nulls last; then the latest extraction, then the latest
 * arrival. Keys are compared null-safe; a delete wins a tie.
 */
interface DedupRules extends SinkRules {
  private StreamWriter keyed(String name) {
    return stream(
            name,
            "\"id\":"
                + INTEGER
                + ",\"c\":"
                + INTEGER
                + ",\"v\":"
                + STRING
                + ",\"_ab_cdc_deleted_at\":"
                + STRING)
        .withMode(WriteMode.APPEND_DEDUP)
        .withKey("id")
        .withCursor("c");
  }

  private static String row(String cursor, String value) {
    return "{\"id\":1,\"c\":" + cursor + ",\"v\":\"" + value + "\"}";
  }

  private static String delete(String cursor) {
    return "{\"id\":1,\"c\":" + cursor + ",\"v\":\"gone\",\"_ab_cdc_deleted_at\":\"2024-01-01\"}";
  }

  /** Plays two commits and returns the value that is left, or nothing. */
  private List<String> left(String name, String first, String second) throws Exception {
    StreamWriter writer = keyed(name);
    writer.commit(first);
    writer.newRun(1).commit(second);
    List<String> apart = writer.values("v");
    StreamWriter together = keyed(name + "_in_one_commit");
    together.commit(first, second);
    assertThat(together.values("v")).as("in one commit as in two").isEqualTo(apart);
    return apart;
  }

  @Test
  default void theGreaterCursorWins() throws Exception {
    assertThat(left("greater", row("1", "old"), row("2", "new"))).containsExactly("new");
    assertThat(left("smaller", row("10", "old"), row("5", "new"))).containsExactly("old");
  }

  @Test
  default void aNullCursorLosesToAnyValue() throws Exception {
    assertThat(left("null_later", row("1", "old"), row("null", "new"))).containsExactly("old");
    assertThat(left("null_first", row("null", "old"), row("1", "new"))).containsExactly("new");
    assertThat(left("null_both", row("null", "old"), row("null", "new"))).containsExactly("new");
  }

  @Test
  default void theLaterExtractionWinsATie() throws Exception {
    StreamWriter writer = keyed("extracted");
    writer.commitAt(2_000, row("1", "late"));
    writer.newRun(1).commitAt(1_000, row("1", "early"));
    assertThat(writer.values("v")).containsExactly("late");
  }

  @Test
  default void theLaterArrivalWinsAFullTie() throws Exception {
    assertThat(left("tie", row("1", "first"), row("1", "second"))).containsExactly("second");
  }

  @Test
  default void withoutACursorTheLaterArrivalWins() throws Exception {
    StreamWriter writer =
        stream("no_cursor", "\"id\":" + INTEGER + ",\"v\":" + STRING)
            .withMode(WriteMode.APPEND_DEDUP)
            .withKey("id");
    writer.commit("{\"id\":1,\"v\":\"a\"}", "{\"id\":1,\"v\":\"b\"}");
    assertThat(writer.values("v")).containsExactly("b");
    writer.newRun(1).commit("{\"id\":1,\"v\":\"c\"}");
    assertThat(writer.values("v")).containsExactly("c");
  }

  @Test
  default void nullKeysAreOneKey() throws Exception {
    StreamWriter writer =
        stream("null_keys", "\"a\":" + INTEGER + ",\"b\":" + STRING + ",\"v\":" + STRING)
            .withMode(WriteMode.APPEND_DEDUP)
            .withKey("a", "b");
    for (int run = 0; run < 2; run++) {
      writer
          .newRun(1)
          .commit(
              "{\"a\":null,\"b\":\"x\",\"v\":\"1\"}",
              "{\"a\":null,\"b\":\"x\",\"v\":\"2\"}",
              "{\"a\":1,\"b\":null,\"v\":\"3\"}",
              "{\"a\":null,\"b\":null,\"v\":\"4\"}",
              "{\"a\":1,\"b\":\"x\",\"v\":\"5\"}");
      assertThat(writer.values("v")).containsExactly("2", "3", "4", "5");
    }
  }

  @Test
  default void aDeleteRemovesTheRow() throws Exception {
    assertThat(left("deleted", row("1", "old"), delete("2"))).isEmpty();
    assertThat(left("deleted_tie", row("1", "old"), delete("1"))).isEmpty();
    assertThat(left("deleted_old", row("5", "kept"), delete("1"))).containsExactly("kept");
  }

  @Test
  default void aReinsertedRowComesBack() throws Exception {
    assertThat(left("reinserted", delete("1"), row("2", "new"))).containsExactly("new");
    assertThat(left("reinserted_tie", delete("1"), row("1", "new"))).containsExactly("new");
  }

  @Test
  default void aReplayChangesNothing() throws Exception {
    StreamWriter writer = keyed("replayed");
    String[] records = {row("1", "a"), "{\"id\":2,\"c\":1,\"v\":\"b\"}", row("2", "c")};
    writer.commit(records);
    List<String> before = writer.values("v");
    writer.newRun(1).commit(records);
    assertThat(writer.values("v")).isEqualTo(before).containsExactly("b", "c");
  }

  @Test
  default void aCompositeKeyIsComparedPartByPart() throws Exception {
    StreamWriter writer =
        stream("composite", "\"a\":" + STRING + ",\"b\":" + STRING)
            .withMode(WriteMode.APPEND_DEDUP)
            .withKey("a", "b");
    writer.commit(
        "{\"a\":\"x_y\",\"b\":\"z\"}",
        "{\"a\":\"x\",\"b\":\"y_z\"}",
        "{\"a\":\"x\",\"b\":\"y_z\"}");
    assertThat(writer.values("a")).containsExactly("x", "x_y");
  }

  @Test
  default void anAppendKeepsDeletedRowsAsTheyAre() throws Exception {
    StreamWriter writer = keyed("append").withMode(WriteMode.APPEND);
    writer.commit(row("1", "old"), delete("2"));
    assertThat(writer.values("v")).containsExactly("gone", "old");
  }

  @Test
  default void softDeletesKeepTheRowAndSayWhenItWasDeleted() throws Exception {
    for (WriteMode mode : new WriteMode[] {WriteMode.APPEND_DEDUP, WriteMode.OVERWRITE_DEDUP}) {
      StreamWriter writer =
          keyed("soft_" + mode.wireName()).withMode(mode).withCdcDeletes(CdcDeletes.SOFT);
      writer.complete(
          row("1", "old"),
          delete("2"),
          "{\"id\":2,\"c\":5,\"v\":\"kept\"}",
          delete("1").replace("\"id\":1", "\"id\":2"));
      assertThat(writer.values("v")).containsExactly("gone", "kept");
      assertThat(writer.values("_ab_cdc_deleted_at")).containsExactly("2024-01-01", "null");
    }
  }

  @Test
  default void aSoftlyDeletedRowComesBackAndADeletionMayBeReplayed() throws Exception {
    StreamWriter writer = keyed("soft_back").withCdcDeletes(CdcDeletes.SOFT);
    writer.commit(row("1", "old"));
    writer.newRun(1).commit(delete("2"));
    writer.newRun(1).commit(delete("2"));
    assertThat(writer.values("_ab_cdc_deleted_at")).containsExactly("2024-01-01");
    writer.newRun(1).commit(row("3", "new"));
    assertThat(writer.values("v")).containsExactly("new");
    assertThat(writer.values("_ab_cdc_deleted_at")).containsExactly("null");
  }

  @Test
  default void aDeletionMayBeReplayed() throws Exception {
    StreamWriter writer = keyed("deleted_twice");
    writer.commit(row("1", "old"), "{\"id\":2,\"c\":1,\"v\":\"other\"}");
    writer.newRun(1).commit(delete("2"));
    writer.newRun(1).commit(delete("2"));
    assertThat(writer.values("v")).containsExactly("other");
  }

  @Test
  default void anEarlierExtractionOfTheSameCursorDeletesNothing() throws Exception {
    StreamWriter writer = keyed("deleted_early");
    writer.commitAt(2_000, row("1", "kept"));
    writer.newRun(1).commitAt(1_000, delete("1"));
    assertThat(writer.values("v")).containsExactly("kept");
  }

  @Test
  default void keysOfTextAreComparedByEachCharacter() throws Exception {
    StreamWriter writer =
        stream("text_keys", "\"id\":" + STRING).withMode(WriteMode.APPEND_DEDUP).withKey("id");
    writer.commit(
        "{\"id\":\"1\"}",
        "{\"id\":\"01\"}",
        "{\"id\":\"1 \"}",
        "{\"id\":\"a\"}",
        "{\"id\":\"A\"}",
        "{\"id\":1}");
    assertThat(writer.values("id")).containsExactly("01", "1", "1 ", "A", "a");
  }

  @Test
  default void cursorsOfEachTypeAreOrdered() throws Exception {
    Map<String, List<String>> cursors =
        Map.of(
            NUMBER, List.of("9.5", "10.25"),
            STRING, List.of("\"10\"", "\"9\""),
            DATE, List.of("\"2024-09-30\"", "\"2024-10-01\""),
            TIMESTAMP, List.of("\"2024-01-01T00:00:00+05:00\"", "\"2023-12-31T20:00:00Z\""));
    int n = 0;
    for (Map.Entry<String, List<String>> cursor : cursors.entrySet()) {
      StreamWriter writer =
          stream(
                  "cursor" + n++,
                  "\"id\":" + INTEGER + ",\"c\":" + cursor.getKey() + ",\"v\":" + STRING)
              .withMode(WriteMode.APPEND_DEDUP)
              .withKey("id")
              .withCursor("c");
      writer.commit(row(cursor.getValue().get(1), "greater"));
      writer.newRun(1).commit(row(cursor.getValue().get(0), "smaller"));
      assertThat(writer.values("v")).as(cursor.getKey()).containsExactly("greater");
    }
  }

  /** As null it would replace other rows, be replaced by them, or bring a deleted one back. */
  @Test
  default void whatDecidesAboutOtherRowsIsStoredAsItIsOrRefused() throws Exception {
    List<String> refused =
        List.of(
            row("2", "new").replace("\"id\":1", "\"id\":\"x\""),
            row("\"soon\"", "new"),
            "{\"id\":1,\"c\":2,\"_ab_cdc_deleted_at\":\"\\ud800\"}");
    for (String record : refused) {
      StreamWriter writer = keyed("refused" + refused.indexOf(record));
      writer.commit(row("1", "kept"));
      writer.newRun(1);
      assertThatThrownBy(() -> writer.commit(row("3", "with it"), record))
          .as(record)
          .isInstanceOf(RefusedRecordException.class)
          .hasMessageContaining("DESTINATION_SERIALIZATION_ERROR");
      assertThat(writer.values("v")).containsExactly("kept");
    }
    StreamWriter appended = keyed("appended").withMode(WriteMode.APPEND);
    appended.commit(refused.toArray(new String[0]));
    assertThat(appended.rows()).hasSize(3);
  }
}
