package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.WriteMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The source's schema changes between two syncs. */
interface SchemaRules extends SinkRules {
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
            List.of(DATE, "\"2024-01-02\"", STRING, "\"x\"", "\"2024-01-02\""));
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
