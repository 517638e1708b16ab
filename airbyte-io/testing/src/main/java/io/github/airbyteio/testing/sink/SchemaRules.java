package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StreamTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The source's schema changes between two syncs. */
interface SchemaRules extends SinkRules {
  String STRING_OR_OBJECT = "{\"type\":[\"string\",\"object\"]}";
  String AT_NOON = "\"2024-01-02T12:00:00Z\"";

  @Test
  default void aNewFieldGetsAColumn() throws Exception {
    StreamWriter writer = stream("grown", "\"id\":" + INTEGER);
    writer.commit("{\"id\":1}");
    writer.withProperties("\"id\":" + INTEGER + ",\"order\":" + STRING).newRun(1);

    assertThat(writer.prepare()).singleElement().asString().containsIgnoringCase("order");
    assertThat(writer.prepare()).as("once").isEmpty();
    writer.commit("{\"id\":2,\"order\":\"new\"}");

    assertThat(writer.values("order")).containsExactly("new", "null");
  }

  @Test
  default void aFieldThatIsGoneKeepsItsColumnAndValues() throws Exception {
    StreamWriter writer = stream("shrunk", "\"id\":" + INTEGER + ",\"old\":" + STRING);
    writer.commit("{\"id\":1,\"old\":\"kept\"}");
    writer.withProperties("\"id\":" + INTEGER).newRun(1).commit("{\"id\":2}");

    assertThat(writer.values("old")).containsExactly("kept", "null");

    writer.withProperties("\"id\":" + INTEGER + ",\"old\":" + STRING).newRun(1);
    writer.commit("{\"id\":3,\"old\":\"back\"}");
    assertThat(writer.values("old")).containsExactly("back", "kept", "null");
  }

  @Test
  default void aTypeIsWidenedAndEachValueStays() throws Exception {
    List<List<String>> cases =
        List.of(
            List.of(INTEGER, "42", NUMBER, "42.5", "42"),
            List.of(INTEGER, "9007199254740993", STRING, "\"x\"", "\"9007199254740993\""),
            List.of(BOOLEAN, "true", STRING, "\"x\"", "\"true\""),
            List.of(STRING, "\"a\\\"b\"", "{\"type\":[\"string\",\"object\"]}", "{}", "\"a\\\"b\""),
            List.of(INTEGER, "7", "{\"type\":[\"string\",\"integer\"]}", "\"7\"", "7"),
            List.of(DATE, "\"2024-01-02\"", STRING, "\"x\"", "\"2024-01-02\""),
            List.of(DATE, "\"2024-01-02\"", TIMESTAMP, AT_NOON, "\"2024-01-02T00:00:00Z\""),
            List.of(
                DATE,
                "\"2024-01-02\"",
                TIMESTAMP_NO_ZONE,
                "\"2024-01-02T12:00:00\"",
                "\"2024-01-02T00:00:00\""),
            List.of(
                TIMESTAMP_NO_ZONE,
                "\"2024-01-02T03:04:05.5\"",
                TIMESTAMP,
                AT_NOON,
                "\"2024-01-02T03:04:05.5Z\""),
            List.of(NUMBER, "0.1", STRING, "\"x\"", "\"0.1\""),
            List.of(NUMBER, "42.5", STRING_OR_OBJECT, "{}", "42.5"),
            List.of(BOOLEAN, "true", STRING_OR_OBJECT, "{}", "true"),
            List.of(OBJECT, "{\"a\":1}", STRING_OR_OBJECT, "{}", "{\"a\":1}"),
            List.of(STRING_OR_OBJECT, "\"a\\\"b\"", STRING, "\"x\"", "\"a\\\"b\""),
            List.of(STRING_OR_OBJECT, "\"42\"", STRING, "\"x\"", "\"42\""),
            List.of(STRING_OR_OBJECT, "42", STRING, "\"x\"", "\"42\""),
            List.of(TIME, "\"03:04:05.5\"", STRING, "\"x\"", "\"03:04:05.5\""),
            List.of(TIME_ZONE, "\"03:04:05+02:00\"", STRING, "\"x\"", "\"03:04:05+02:00\""));
    int n = 0;
    for (List<String> change : cases) {
      StreamWriter writer =
          stream("widened" + n++, "\"id\":" + INTEGER + ",\"v\":" + change.get(0));
      writer.commit("{\"id\":1,\"v\":" + change.get(1) + "}", "{\"id\":2}");
      writer.withProperties("\"id\":" + INTEGER + ",\"v\":" + change.get(2)).newRun(1);
      writer.commit("{\"id\":3,\"v\":" + change.get(3) + "}");

      Values.assertEqual(
          writer,
          List.of(
              "{\"id\":1,\"v\":" + change.get(4) + "}",
              "{\"id\":2}",
              "{\"id\":3,\"v\":" + change.get(3) + "}"));
    }
  }

  @Test
  default void timestampsBecomeTextsThatMeanTheSame() throws Exception {
    for (String type : List.of(TIMESTAMP, TIMESTAMP_NO_ZONE)) {
      String zone = type.equals(TIMESTAMP) ? "Z" : "";
      StreamWriter writer = stream("text_of " + type, "\"v\":" + type);
      writer.commit("{\"v\":\"2024-01-02T03:04:05.25" + zone + "\"}");
      writer.withProperties("\"v\":" + STRING).newRun(1).commit();
      assertThat(writer.values("v"))
          .singleElement()
          .asString()
          .matches("2024-01-02T03:04:05\\.250*" + zone);
    }
  }

  @Test
  default void integersThatADoubleDoesNotHoldAreSetAside() throws Exception {
    assumeTrue(harness().sink().limits().numbersAreDoubles(), "elsewhere they are widened");
    StreamWriter writer = stream("beyond_doubles", "\"v\":" + INTEGER);
    writer.commit("{\"v\":9007199254740993}");
    writer.withProperties("\"v\":" + NUMBER).newRun(1).commit("{\"v\":0.5}");
    assertThat(writer.values("v")).containsExactly("0.5", "null");
    assertThat(writer.rows()).anyMatch(row -> row.values().toString().contains("9007199254740993"));
  }

  @Test
  default void whatIsGoneIsToldOnce() throws Exception {
    StreamWriter writer = stream("told", "\"id\":" + INTEGER + ",\"old\":" + STRING);
    assertThat(writer.prepare()).as("the first sync has nothing to compare with").isEmpty();
    writer.commit("{\"id\":1,\"old\":\"a\"}");
    writer.withProperties("\"id\":" + INTEGER).newRun(1);
    assertThat(writer.prepare()).singleElement().asString().contains("old", "gone");
    assertThat(writer.prepare()).as("once").isEmpty();
    writer.withProperties("\"id\":" + INTEGER + ",\"old\":" + STRING).newRun(1);
    assertThat(writer.prepare()).singleElement().asString().contains("old", "back");
    writer.commit("{\"id\":2,\"old\":\"b\"}");
    assertThat(writer.values("old")).containsExactly("a", "b");
  }

  @Test
  default void whatChangesInAReplacedTableIsToldOnce() throws Exception {
    for (WriteMode mode : new WriteMode[] {WriteMode.OVERWRITE, WriteMode.OVERWRITE_DEDUP}) {
      StreamWriter writer =
          stream(
                  "told_" + mode.wireName(),
                  "\"id\":" + INTEGER + ",\"gone\":" + STRING + ",\"v\":" + STRING)
              .withMode(mode)
              .withKey("id");
      writer.complete("{\"id\":1,\"gone\":\"x\",\"v\":\"y\"}");
      writer.withProperties("\"id\":" + INTEGER + ",\"v\":" + INTEGER + ",\"new\":" + STRING);
      assertThat(writer.newRun(2).prepare())
          .hasSize(3)
          .anyMatch(change -> change.contains("new field new"))
          .anyMatch(change -> change.contains("gone is gone"))
          .anyMatch(change -> change.contains("type of the field v"));
      assertThat(writer.prepare()).as("once").isEmpty();
      writer.complete("{\"id\":1,\"v\":2,\"new\":\"z\"}");
      Values.assertEqual(writer, List.of("{\"id\":1,\"v\":2,\"new\":\"z\"}"));
    }
  }

  @Test
  default void aFieldThatWasLetGoIsNoChangeLater() throws Exception {
    StreamWriter writer = stream("let_go", "\"id\":" + INTEGER + ",\"old\":" + STRING);
    writer.commit("{\"id\":1,\"old\":\"a\"}");
    writer.withProperties("\"id\":" + INTEGER).newRun(1).commit("{\"id\":2}");
    writer.withPolicy(SchemaChangePolicy.FAIL).newRun(1).commit("{\"id\":3}");
    assertThat(writer.values("id")).containsExactly("1", "2", "3");
  }

  @Test
  default void theStrictestPolicyRefusesChangesOfReplacedTablesToo() throws Exception {
    StreamWriter writer =
        stream("strict_replaced", "\"id\":" + INTEGER).withMode(WriteMode.OVERWRITE);
    writer.complete("{\"id\":1}");
    writer
        .withPolicy(SchemaChangePolicy.FAIL)
        .withProperties("\"id\":" + INTEGER + ",\"new\":" + STRING)
        .newRun(2);
    assertThatThrownBy(() -> writer.complete("{\"id\":2}")).hasMessageContaining("new");
    assertThat(writer.values("id")).containsExactly("1");
  }

  @Test
  default void oneStreamThatIsRefusedLeavesTheOthersUntouched() throws Exception {
    StreamWriter first = stream("refused_first", "\"id\":" + INTEGER + ",\"v\":" + STRING);
    StreamWriter second =
        stream("refused_second", "\"id\":" + STRING).withMode(WriteMode.APPEND_DEDUP).withKey("id");
    first.commit("{\"id\":1,\"v\":\"text\"}");
    second.commit("{\"id\":\"a\"}");
    List<StoredRow> before = first.rows();
    StreamWriter unknown = stream("refused_new", "\"id\":" + INTEGER);
    first.withProperties("\"id\":" + INTEGER + ",\"v\":" + INTEGER + ",\"new\":" + STRING);
    second.withProperties("\"id\":" + INTEGER);

    List<StreamTarget> targets = List.of(first.target(), unknown.target(), second.target());
    try (SinkConnection connection = harness().sink().open()) {
      assertThatThrownBy(() -> connection.prepare(targets)).hasMessageContaining("refused_second");
    }

    assertThat(first.rows()).isEqualTo(before);
    assertThat(harness().columnType(CONNECTION, first.stream(), "v"))
        .isEqualTo(harness().columnType(CONNECTION, second.stream(), "id"));
    assertThatThrownBy(unknown::rows).isNotNull();
  }

  @Test
  default void aTypeThatCannotHoldTheOldValuesLeavesThemAside() throws Exception {
    StreamWriter writer = stream("aside", "\"id\":" + INTEGER + ",\"v\":" + STRING);
    writer.commit("{\"id\":1,\"v\":\"text\"}");
    writer.withProperties("\"id\":" + INTEGER + ",\"v\":" + INTEGER).newRun(1);

    List<String> changes = writer.prepare();
    writer.commit("{\"id\":2,\"v\":7}");

    assertThat(changes).singleElement().asString().contains("v", "old values");
    assertThat(writer.values("v")).containsExactly("7", "null");
    assertThat(writer.rows())
        .as("the old value is still in the table")
        .anyMatch(
            row -> row.values().values().stream().anyMatch(value -> value.asText().equals("text")));
  }

  @Test
  default void aKeyWhoseTypeCannotFollowIsRefusedBeforeAnythingIsWritten() throws Exception {
    StreamWriter writer =
        stream("key_changed", "\"id\":" + STRING).withMode(WriteMode.APPEND_DEDUP).withKey("id");
    writer.commit("{\"id\":\"a\"}");
    writer.withProperties("\"id\":" + INTEGER).newRun(1);

    assertThatThrownBy(() -> writer.commit("{\"id\":1}"))
        .hasMessageContaining("key_changed")
        .hasMessageMatching("(?is).*\\bid\\b.*");
    writer.withProperties("\"id\":" + STRING);
    assertThat(writer.values("id")).containsExactly("a");
  }

  @Test
  default void aReplacedTableHasTheNewTypes() throws Exception {
    StreamWriter writer = stream("retyped", "\"v\":" + STRING).withMode(WriteMode.OVERWRITE);
    writer.complete("{\"v\":\"text\"}");
    writer.withProperties("\"v\":" + INTEGER).newRun(2);
    writer.commit("{\"v\":1}");
    assertThat(writer.values("v")).as("until the switch").containsExactly("text");
    writer.complete("{\"v\":2}");
    assertThat(writer.values("v")).containsExactly("1", "2");
  }

  @Test
  default void frozenTablesStayAsTheyAre() throws Exception {
    StreamWriter writer = stream("frozen", "\"id\":" + INTEGER);
    writer.commit("{\"id\":1}");
    writer
        .withPolicy(SchemaChangePolicy.FREEZE)
        .withProperties("\"new\":" + STRING + ",\"id\":" + INTEGER)
        .newRun(1);

    assertThat(writer.prepare()).singleElement().asString().containsIgnoringCase("new");
    assertThat(writer.prepare()).as("once").isEmpty();
    writer.commit("{\"new\":\"left out\",\"id\":2}");

    assertThat(writer.values("id")).containsExactly("1", "2");
    assertThat(writer.rows()).noneMatch(row -> row.values().toString().contains("left out"));

    writer.withProperties("\"id\":" + STRING).newRun(1);
    assertThatThrownBy(() -> writer.commit("{\"id\":\"3\"}")).hasMessageContaining("freeze");
  }

  @Test
  default void anyChangeFailsIfThatIsThePolicy() throws Exception {
    StreamWriter writer = stream("strict", "\"id\":" + INTEGER + ",\"a\":" + STRING);
    writer.withPolicy(SchemaChangePolicy.FAIL).commit("{\"id\":1}");
    for (String properties :
        List.of(
            "\"id\":" + INTEGER + ",\"a\":" + STRING + ",\"b\":" + STRING,
            "\"id\":" + INTEGER,
            "\"id\":" + STRING + ",\"a\":" + STRING)) {
      writer.withProperties(properties).newRun(1);
      assertThatThrownBy(() -> writer.commit("{\"id\":2}"))
          .as(properties)
          .hasMessageContaining("strict")
          .hasMessageContaining("fail");
    }
    writer.withProperties("\"id\":" + INTEGER + ",\"a\":" + STRING).newRun(1).commit("{\"id\":3}");
    assertThat(writer.values("id")).containsExactly("1", "3");
  }
}
