package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.testing.sink.StreamWriter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users hang on their tables is kept, or the sync is refused before anything is written. */
class PostgresTablesIT {
  private static final String PROPERTIES =
      "\"id\":{\"type\":\"integer\"},\"v\":{\"type\":\"string\"}";

  private final PostgresHarness harness = PostgresHarness.of(SharedServer.sink());

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private StreamWriter writer(WriteMode mode) {
    return writer(harness, mode);
  }

  private static StreamWriter writer(PostgresHarness on, WriteMode mode) {
    return new StreamWriter(on, "c", StreamDescriptor.of("things"), PROPERTIES)
        .withMode(mode)
        .withKey("id");
  }

  private static AirbyteIoException refusal(StreamWriter writer, String... data) {
    AirbyteIoException failure =
        catchThrowableOfType(AirbyteIoException.class, () -> writer.complete(data));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static String row(int id, String value) {
    return "{\"id\":" + id + ",\"v\":\"" + value + "\"}";
  }

  @Test
  void columnsHaveTheTypesOfPostgres() throws Exception {
    StreamWriter writer =
        new StreamWriter(
            harness,
            "c",
            StreamDescriptor.of("typed"),
            "\"a\":{\"type\":\"number\"},\"b\":{\"type\":\"object\"},\"c\":{\"type\":\"string\",\"format\":\"date-time\"}");
    writer.commit("{}");
    List<String> types = new ArrayList<>();
    for (String field : List.of("a", "b", "c")) {
      types.add(harness.columnType("c", StreamDescriptor.of("typed"), field));
    }
    assertThat(types).containsExactly("numeric", "jsonb", "timestamp with time zone");
  }

  @Test
  void aReplacedTableKeepsItsGrantsAndItsOwner() throws Exception {
    StreamWriter writer = writer(WriteMode.OVERWRITE);
    writer.complete(row(1, "old"));
    harness.execute(
        "DO $$ BEGIN CREATE ROLE \"Reader %s\"; CREATE ROLE owner_of_things;"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    harness.execute("GRANT SELECT ON things TO \"Reader %s\" WITH GRANT OPTION");
    harness.execute("GRANT SELECT, UPDATE ON things TO PUBLIC");
    harness.execute("ALTER TABLE things OWNER TO owner_of_things");
    String rights =
        "SELECT relowner::regrole || ' ' || array_to_string(ARRAY(SELECT unnest(relacl)::text ORDER BY 1), ' ') FROM pg_class"
            + " WHERE oid = 'things'::regclass";
    List<String> before = harness.query(rights);

    writer.newRun(2).complete(row(2, "new"));

    assertThat(writer.values("v")).containsExactly("new");
    assertThat(harness.query(rights)).isEqualTo(before);
  }

  @Test
  void whatDependsOnAReplacedTableIsNamedBeforeAnythingIsRead() throws Exception {
    StreamWriter writer = writer(WriteMode.OVERWRITE);
    writer.complete(row(1, "old"));
    harness.execute("CREATE VIEW seen AS SELECT id FROM things");
    harness.execute("CREATE INDEX by_v ON things (v)");
    harness.execute("GRANT SELECT (id) ON things TO PUBLIC");

    AirbyteIoException failure =
        catchThrowableOfType(AirbyteIoException.class, () -> writer.newRun(2).prepare());

    assertThat(failure)
        .hasMessageContaining("things")
        .hasMessageContaining("the view ")
        .hasMessageContaining("seen")
        .hasMessageContaining("the index by_v")
        .hasMessageContaining("the grants on the column id");
    assertThat(failure.hint()).contains("replace_in_place=true");
    assertThat(writer.values("v")).containsExactly("old");
  }

  @Test
  void replacedInPlaceATableKeepsWhatDependsOnIt() throws Exception {
    PostgresHarness inPlace = new PostgresHarness(harness.sink().withReplaceInPlace());
    for (WriteMode mode : List.of(WriteMode.OVERWRITE, WriteMode.OVERWRITE_DEDUP)) {
      StreamWriter writer = writer(inPlace, mode).newRun(1);
      writer.complete(row(1, "old"), row(2, "old"));
      harness.execute("CREATE OR REPLACE VIEW seen AS SELECT id FROM things");

      writer.newRun(2).commit(row(2, "half"));
      assertThat(writer.values("v")).as("half-way").containsExactly("old", "old");
      writer.complete(row(3, "new"));

      assertThat(harness.query("SELECT id FROM seen ORDER BY id")).containsExactly("2", "3");
      assertThat(harness.query("SELECT to_regclass('_airbyte_tmp_things')::text"))
          .containsExactly((String) null);
      harness.execute("DROP VIEW seen; DROP SCHEMA \"" + harness.sink().schema() + "\" CASCADE");
    }
  }

  @Test
  void aReaderWhoHoldsTheTableTooLongIsNamedAsTheCause() throws Exception {
    PostgresHarness hasty =
        new PostgresHarness(harness.sink().withLockTimeout(Duration.ofMillis(300)));
    StreamWriter writer = writer(hasty, WriteMode.OVERWRITE);
    writer.complete(row(1, "old"));
    try (Connection reader = harness.sink().database().connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM \"" + harness.sink().schema() + "\".things");

      AirbyteIoException failure = refusal(writer.newRun(2), row(2, "new"));

      assertThat(failure)
          .hasMessageContaining("Nothing was committed")
          .hasMessageContaining("lock");
      assertThat(failure.hint()).contains("pg_stat_activity").contains("lock_timeout");
      assertThat(writer.values("v")).containsExactly("old");
    }
    assertThat(writer.repeat().checkpoints()).as("what was staged is still there").isEqualTo(1);
    assertThat(writer.values("v")).containsExactly("new");
  }

  @Test
  void aTableWithDuplicatesCannotBeDeduplicated() throws Exception {
    writer(WriteMode.APPEND).commit(row(1, "a"), row(1, "b"));

    AirbyteIoException failure = refusal(writer(WriteMode.APPEND_DEDUP).newRun(1), row(1, "c"));

    assertThat(failure).hasMessageContaining("things").hasMessageContaining("same primary key");
    assertThat(failure.hint()).contains("overwrite_dedup");
    assertThat(writer(WriteMode.APPEND).values("v")).containsExactly("a", "b");

    writer(WriteMode.OVERWRITE_DEDUP).newRun(2).complete(row(1, "c"), row(1, "d"));
    assertThat(writer(WriteMode.APPEND).values("v")).containsExactly("d");
  }

  @Test
  void aTableThatIsAppendedToAgainLosesItsKeyAndAnotherKeyReplacesIt() throws Exception {
    writer(WriteMode.APPEND_DEDUP).commit(row(1, "a"), row(1, "b"));
    writer(WriteMode.APPEND).newRun(1).commit(row(1, "c"));
    assertThat(writer(WriteMode.APPEND).values("v")).containsExactly("b", "c");

    StreamWriter byValue = writer(WriteMode.APPEND_DEDUP).withKey("v").newRun(1);
    byValue.commit(row(2, "c"));
    assertThat(byValue.values("id")).containsExactly("1", "2");
    assertThat(harness.query("SELECT indexname FROM pg_indexes WHERE tablename = 'things'"))
        .hasSize(1);
  }

  @Test
  void aKeyThatIsTooLongIsNamedAndNothingIsWritten() throws Exception {
    StreamWriter writer = writer(WriteMode.APPEND_DEDUP).withKey("v");
    writer.commit(row(1, "short"));
    String random =
        IntStream.range(0, 4_000)
            .mapToObj(i -> Integer.toHexString(i * 7_919 % 4_093))
            .collect(Collectors.joining());

    AirbyteIoException failure = refusal(writer.newRun(1), row(2, "fine"), row(3, random));

    assertThat(failure)
        .hasMessageContaining("things")
        .hasMessageContaining("primary key is too long");
    assertThat(failure.hint()).contains("hash the field");
    assertThat(writer.values("v")).containsExactly("short");
  }

  @Test
  void moreColumnsThanATableHoldsAreRefusedBeforeAnythingIsWritten() throws Exception {
    StreamWriter writer =
        new StreamWriter(
            harness,
            "c",
            StreamDescriptor.of("wide"),
            IntStream.range(0, 1_597)
                .mapToObj(i -> "\"f" + i + "\":{\"type\":\"boolean\"}")
                .collect(Collectors.joining(",")));

    AirbyteIoException failure = catchThrowableOfType(AirbyteIoException.class, writer::prepare);

    assertThat(failure).hasMessageContaining("wide");
    assertThat(failure.hint()).contains("1,600 columns");
  }

  @Test
  void aRowThatFitsNoPageIsRefused() throws Exception {
    StreamWriter writer =
        new StreamWriter(
            harness,
            "c",
            StreamDescriptor.of("broad"),
            IntStream.range(0, 1_000)
                .mapToObj(i -> "\"f" + i + "\":{\"type\":\"string\"}")
                .collect(Collectors.joining(",")));

    AirbyteIoException failure =
        refusal(
            writer,
            IntStream.range(0, 1_000)
                .mapToObj(i -> "\"f" + i + "\":\"" + "x".repeat(20) + "\"")
                .collect(Collectors.joining(",", "{", "}")));

    assertThat(failure).hasMessageContaining("row is too big");
    assertThat(failure.hint()).contains("fewer columns");
  }

  @Test
  void aColumnWhoseTypeCannotChangeUnderAViewIsRefused() throws Exception {
    StreamWriter writer = writer(WriteMode.APPEND);
    writer.commit(row(1, "a"));
    harness.execute("CREATE VIEW seen AS SELECT id FROM things");
    writer.withProperties(PROPERTIES.replaceFirst("integer", "number")).newRun(1);

    AirbyteIoException failure = refusal(writer, row(2, "b"));

    assertThat(failure).hasMessageContaining("things").hasMessageContaining("view");
    assertThat(failure.hint()).contains("Drop what depends");
    assertThat(writer.values("v")).containsExactly("a");
  }

  @Test
  void twoConnectionsThatWantOneTableAtOnceDoNotShareIt() throws Exception {
    for (int round = 0; round < 5; round++) {
      StreamDescriptor stream = StreamDescriptor.of("wanted" + round);
      List<CompletableFuture<String>> outcomes = new ArrayList<>();
      for (String connection : List.of("one", "two", "three")) {
        StreamWriter writer = new StreamWriter(harness, connection, stream, PROPERTIES);
        outcomes.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return "prepared" + writer.prepare();
                  } catch (AirbyteIoException e) {
                    return e.getMessage().contains("belongs to") ? "refused" : e.getMessage();
                  } catch (IOException e) {
                    return e.toString();
                  }
                }));
      }
      assertThat(outcomes.stream().map(CompletableFuture::join))
          .containsExactlyInAnyOrder("prepared[]", "refused", "refused");
    }
  }

  @Test
  void aStreamWhoseNameCannotBeStoredIsRefused() throws Exception {
    StreamWriter writer =
        new StreamWriter(harness, "c", StreamDescriptor.of("a\u0000b"), PROPERTIES);

    assertThat(refusal(writer, row(1, "a"))).hasMessageContaining("U+0000");
  }

  @Test
  void deletedRowsLeaveNothingBehind() throws Exception {
    StreamWriter writer =
        new StreamWriter(
                harness,
                "c",
                StreamDescriptor.of("things"),
                PROPERTIES + ",\"_ab_cdc_deleted_at\":{\"type\":\"string\"}")
            .withMode(WriteMode.APPEND_DEDUP)
            .withKey("id");
    writer.commit(row(1, "a"), row(2, "b"));
    writer
        .newRun(1)
        .commit(
            "{\"id\":1,\"_ab_cdc_deleted_at\":\"2024-01-01\"}",
            "{\"id\":7,\"_ab_cdc_deleted_at\":\"x\"}");
    assertThat(writer.values("v")).containsExactly("b");
  }

  @Test
  void textCursorsAreComparedByTheirBytes() throws Exception {
    StreamWriter writer = writer(WriteMode.APPEND_DEDUP).withCursor("v");
    writer.commit(row(1, "a"));
    writer.newRun(1).commit(row(1, "Z"));
    assertThat(writer.values("v")).as("Z is before a").containsExactly("a");
  }
}
