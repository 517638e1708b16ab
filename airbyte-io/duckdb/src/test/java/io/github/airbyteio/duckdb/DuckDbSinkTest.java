package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.StaleCheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbSinkTest {
  private static final List<Column> ID_NAME =
      List.of(Column.of("id", AirbyteType.INTEGER), Column.of("name", AirbyteType.STRING));

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.duckdb");
  }

  private Scenario append() throws Exception {
    return new Scenario(file(), WriteMode.APPEND, ID_NAME, List.of(), null);
  }

  private Scenario dedup(List<Column> columns, Integer cursor) throws Exception {
    return new Scenario(file(), WriteMode.APPEND_DEDUP, columns, List.of(0), cursor);
  }

  @Test
  void rowsAndStateAreCommittedTogether() throws Exception {
    try (Scenario s = append()) {
      s.commit(rows -> rows.row(1_700_000_000_123L, "1", "\"a\"").row(0, "2", null));

      assertThat(s.query("SELECT id, name FROM things ORDER BY id"))
          .containsExactly(List.of("1", "a"), Arrays.asList("2", null));
      assertThat(
              s.query(
                  "SELECT epoch_ms(_airbyte_extracted_at), _airbyte_meta, _airbyte_generation_id, length(_airbyte_raw_id) FROM things"
                      + " WHERE id = 1"))
          .containsExactly(List.of("1700000000123", "{\"sync_id\":7,\"changes\":[]}", "1", "36"));
      assertThat(s.query("SELECT kind, state, token FROM _airbyte_state"))
          .containsExactly(List.of("STREAM", "{\"seq\":1}", "token-run-1"));
    }
  }

  /** A large load may reorder rows; one behind it keeps their order again. */
  @Test
  void aLargeLoadLosesNoRow() throws Exception {
    try (Scenario s = append()) {
      s.commit(
          rows -> {
            for (int i = 0; i < 1_000_000; i++) {
              rows.row(0, Integer.toString(i));
            }
          });
      assertThat(
              s.query(
                  "SELECT count(*), count(DISTINCT id), sum(id), count(DISTINCT _airbyte_raw_id)"
                      + " FROM things"))
          .containsExactly(List.of("1000000", "1000000", "499999500000", "1000000"));
      assertThat(s.query("SELECT current_setting('preserve_insertion_order')"))
          .containsExactly(List.of("false"));

      s.commit(rows -> rows.row(0, "-1"));

      assertThat(s.query("SELECT current_setting('preserve_insertion_order')"))
          .containsExactly(List.of("true"));
    }
  }

  /**
   * Without a dictionary a load is a third quicker, and a column that repeats slow to group by. The
   * meta is the same in all rows, and shows which of the two it was.
   */
  @Test
  void aLargeLoadHasDictionariesWhereTextsRepeat() throws Exception {
    List<Column> columns =
        List.of(Column.of("name", AirbyteType.STRING), Column.of("props", AirbyteType.OBJECT));
    try (Scenario s = new Scenario(file(), WriteMode.APPEND, columns, List.of(), null)) {
      s.commit(rows -> load(rows, i -> "name " + i * 31));
      assertThat(s.query(COMPRESSIONS)).containsExactly(List.of("_airbyte_meta", "false"));

      s.execute("DELETE FROM things; CHECKPOINT");
      s.commit(rows -> load(rows, i -> "name " + i % 1_000));
      assertThat(s.query(COMPRESSIONS)).containsExactly(List.of("_airbyte_meta", "true"));

      s.commit(rows -> load(rows, i -> "other name " + i));
      assertThat(
              s.query("SELECT count(*), count(DISTINCT name), count(DISTINCT props) FROM things"))
          .containsExactly(List.of("400000", "201000", "200000"));
      assertThat(s.query("SELECT current_setting('disabled_compression_methods')"))
          .containsExactly(List.of(""));
    }
  }

  /** To find out that nothing repeats, too many files would have to be read. */
  @Test
  void aLargeLoadOfLargeRecordsHasDictionaries() throws Exception {
    List<Column> columns = List.of(Column.of("name", AirbyteType.STRING));
    try (Scenario s = new Scenario(file(), WriteMode.APPEND, columns, List.of(), null)) {
      List<CommitUnit.CommitStep> steps = new ArrayList<>();
      for (int i = 0; i < 330; i++) {
        String name = "name " + i + " ";
        steps.add(
            s.step(
                false,
                rows -> {
                  for (int j = 0; j < 390; j++) {
                    rows.row(0, '"' + name + j + '"');
                  }
                }));
      }
      s.connection.commit(CommitUnit.of(steps, Map.of(s.target.stream(), s.target)));

      assertThat(s.query(COMPRESSIONS)).containsExactly(List.of("_airbyte_meta", "true"));
    }
  }

  private static final String COMPRESSIONS =
      "SELECT column_name, bool_or(compression = 'Dictionary') FROM pragma_storage_info('things')"
          + " WHERE column_name = '_airbyte_meta' GROUP BY ALL";

  private static void load(Rows rows, IntFunction<String> name) {
    for (int i = 0; i < 200_000; i++) {
      rows.row(0, '"' + name.apply(i) + '"', "{\"n\":" + i + "}");
    }
  }

  @Test
  void changesGoIntoTheMeta() throws Exception {
    try (Scenario s = append()) {
      s.commit(rows -> rows.changed("[{\"field\":\"id\"}]", null, "\"a\""));

      assertThat(s.query("SELECT _airbyte_meta FROM things"))
          .containsExactly(List.of("{\"sync_id\":7,\"changes\":[{\"field\":\"id\"}]}"));
    }
  }

  @Test
  void aRepeatedCommitChangesNothing() throws Exception {
    try (Scenario s = append()) {
      s.commit(rows -> rows.row(0, "1", null));

      assertThat(s.connection.commit(s.lastUnit).checkpoints()).isZero();
      assertThat(s.query("SELECT count(*) FROM things")).containsExactly(List.of("1"));
    }
  }

  @Test
  void aCommitBehindAnotherRunIsRefused() throws Exception {
    try (Scenario mine = append();
        Scenario other = append()) {
      mine.commit(rows -> rows.row(0, "1", null));

      other.newRun("other", 1);
      other.commit(rows -> rows.row(0, "2", null));

      assertThatThrownBy(() -> mine.commit(rows -> rows.row(0, "3", null)))
          .isInstanceOf(StaleCheckpointException.class)
          .hasMessageContaining("another run");
      assertThat(mine.query("SELECT id FROM things ORDER BY id"))
          .containsExactly(List.of("1"), List.of("2"));
    }
  }

  @Test
  void allTypesKeepTheirValues() throws Exception {
    List<Column> columns =
        Arrays.stream(AirbyteType.values()).map(type -> Column.of(type.name(), type)).toList();
    try (Scenario s = new Scenario(file(), WriteMode.APPEND, columns, List.of(), null)) {
      s.commit(
          rows ->
              rows.row(
                      0,
                      "\"\"",
                      "true",
                      "\"2024-01-02\"",
                      "\"2024-01-02T03:04:05.123456Z\"",
                      "\"2024-01-02T03:04:05.5\"",
                      "\"10:30:00+05:30\"",
                      "\"10:30:00.000001\"",
                      "9223372036854775807",
                      "3.3000000000000003",
                      "[1, 2.50,\"x\\\\\",12345678901234567890.1234567890]",
                      "{\"b\":1,\"a\":{}}",
                      "\"42\"",
                      "42")
                  .row(
                      0,
                      "\"line\\nquote\\\" \\u00e9 \uD83D\uDE00\"",
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      "-9223372036854775808",
                      "5e-324")
                  .row(
                      0,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      "-1.7976931348623157e308"));

      assertThat(
              s.query(
                  "SELECT * EXCLUDE (TIMESTAMP_WITH_TIMEZONE, _airbyte_raw_id, _airbyte_extracted_at, _airbyte_meta,"
                      + " _airbyte_generation_id), epoch_us(TIMESTAMP_WITH_TIMEZONE) FROM things LIMIT 1"))
          .containsExactly(
              List.of(
                  "",
                  "true",
                  "2024-01-02",
                  "2024-01-02 03:04:05.5",
                  "10:30:00+05:30",
                  "10:30:00.000001",
                  "9223372036854775807",
                  "3.3000000000000003",
                  "[1, 2.50,\"x\\\\\",12345678901234567890.1234567890]",
                  "{\"b\":1,\"a\":{}}",
                  "\"42\"",
                  "42",
                  "1704164645123456"));
      assertThat(
              s.query(
                  "SELECT STRING, CAST(NUMBER AS VARCHAR) FROM things WHERE NUMBER <> 3.3000000000000003 ORDER BY NUMBER"
                      + " DESC"))
          .containsExactly(
              List.of("line\nquote\" \u00e9 \uD83D\uDE00", "5e-324"),
              Arrays.asList(null, "-1.7976931348623157e+308"));
    }
  }

  @Test
  void charactersThatJsonEscapesAreStored() throws Exception {
    try (Scenario s = append()) {
      s.commit(rows -> rows.row(0, "1", "\"a\\u0000b\"").row(0, "2", "\"\\ud83d\\ude00\""));

      assertThat(s.query("SELECT length(name) FROM things ORDER BY id"))
          .containsExactly(List.of("3"), List.of("1"));
    }
  }

  @Test
  void aLargeValueIsStored() throws Exception {
    String large = "x".repeat(25 << 20);
    try (Scenario s = append()) {
      s.commit(rows -> rows.row(0, "1", '"' + large + '"'));

      assertThat(s.query("SELECT length(name) FROM things"))
          .containsExactly(List.of(String.valueOf(large.length())));
    }
  }

  @Test
  void anOverwriteReplacesTheTableOnlyWhenItIsComplete() throws Exception {
    try (Scenario s = new Scenario(file(), WriteMode.OVERWRITE, ID_NAME, List.of(), null)) {
      s.complete(rows -> rows.row(0, "1", null));
      s.newRun("second", 2);
      s.commit(rows -> rows.row(0, "2", null));
      assertThat(s.query("SELECT id FROM things")).as("not complete").containsExactly(List.of("1"));

      s.complete(rows -> rows.row(0, "3", null));

      assertThat(s.query("SELECT id FROM things ORDER BY id"))
          .containsExactly(List.of("2"), List.of("3"));
    }
  }

  @Test
  void anUnfinishedGenerationIsDiscardedByANewOne() throws Exception {
    try (Scenario s = new Scenario(file(), WriteMode.OVERWRITE, ID_NAME, List.of(), null)) {
      s.commit(rows -> rows.row(0, "1", null));
      s.newRun("second", 2);

      s.complete(rows -> rows.row(0, "2", null));

      assertThat(s.query("SELECT id, _airbyte_generation_id FROM things"))
          .containsExactly(List.of("2", "2"));
    }
  }

  @Test
  void anOverwriteWithoutRecordsEmptiesTheTable() throws Exception {
    try (Scenario s = new Scenario(file(), WriteMode.OVERWRITE, ID_NAME, List.of(), null)) {
      s.complete(rows -> rows.row(0, "1", null));
      s.newRun("second", 2);

      s.complete(rows -> {});

      assertThat(s.query("SELECT count(*) FROM things")).containsExactly(List.of("0"));
    }
  }

  @Test
  void theLatestByCursorThenTimeThenArrivalWins() throws Exception {
    List<Column> columns = new ArrayList<>(ID_NAME);
    columns.add(Column.of("cursor", AirbyteType.INTEGER));
    try (Scenario s = dedup(columns, 2)) {
      s.commit(
          rows ->
              rows.row(5, "1", "\"newest\"", "9")
                  .row(9, "1", "\"older cursor\"", "8")
                  .row(5, "2", "\"first\"", "1")
                  .row(5, "2", "\"last\"", "1")
                  .row(5, "3", "\"null cursor\"", null)
                  .row(5, null, "\"null key\"", "1")
                  .row(5, null, "\"null key again\"", "1"));
      s.commit(
          rows ->
              rows.row(6, "1", "\"late older cursor\"", "5")
                  .row(5, "2", "\"tie arrives later\"", "1")
                  .row(4, "3", "\"cursor beats null\"", "1")
                  .row(5, null, "\"null key once more\"", "1"));

      assertThat(s.query("SELECT id, name FROM things ORDER BY id NULLS LAST"))
          .containsExactly(
              List.of("1", "newest"),
              List.of("2", "tie arrives later"),
              List.of("3", "cursor beats null"),
              Arrays.asList(null, "null key once more"));
    }
  }

  @Test
  void aDeletionRemovesItsRowUnlessTheRowIsNewer() throws Exception {
    List<Column> columns =
        List.of(
            Column.of("id", AirbyteType.INTEGER),
            Column.of("cursor", AirbyteType.INTEGER),
            Column.of("_ab_cdc_deleted_at", AirbyteType.STRING));
    try (Scenario s = dedup(columns, 1)) {
      s.commit(
          rows ->
              rows.row(1, "1", "1", null)
                  .row(1, "2", "5", null)
                  .row(1, "3", "1", null)
                  .row(1, "3", "2", "\"now\"")
                  .row(1, "4", "1", "\"now\"")
                  .row(1, "4", "2", null));
      s.commit(rows -> rows.row(1, "1", "1", "\"now\"").row(1, "2", "4", "\"now\""));

      assertThat(s.query("SELECT id FROM things ORDER BY id"))
          .containsExactly(List.of("2"), List.of("4"));
    }
  }

  @Test
  void namesThatClashGetColumnsOfTheirOwnAndKeepThem() throws Exception {
    List<Column> columns = new ArrayList<>();
    for (String field : List.of("ID", "id", "order", "a \"b\"", "_airbyte_meta", "", "a.b")) {
      columns.add(Column.of(field, AirbyteType.STRING));
    }
    try (Scenario s =
        new Scenario(file(), "c1", "select", WriteMode.APPEND, columns, List.of(), null)) {
      s.commit(rows -> rows.row(0, "\"1\"", "\"2\"", "\"3\"", "\"4\"", "\"5\"", "\"6\"", "\"7\""));

      assertThat(
              s.query(
                  "SELECT \"ID\", \"id_1\", \"order\", \"a \"\"b\"\"\", \"_airbyte_meta_1\", \"_\", \"a.b\" FROM \"select\""))
          .containsExactly(List.of("1", "2", "3", "4", "5", "6", "7"));
    }
    try (Scenario s =
        new Scenario(
            file(),
            "c1",
            "select",
            WriteMode.APPEND,
            List.of(Column.of("id", AirbyteType.STRING), Column.of("new", AirbyteType.STRING)),
            List.of(),
            null)) {
      s.newRun("second", 1).commit(rows -> rows.row(0, "\"x\"", "\"y\""));

      assertThat(s.query("SELECT \"id_1\", \"new\" FROM \"select\" WHERE \"ID\" IS NULL"))
          .containsExactly(List.of("x", "y"));
    }
  }

  @Test
  void aTableOfAnotherConnectionOrOfTheUserIsRefused() throws Exception {
    try (Scenario s = append()) {
      s.execute("CREATE TABLE mine (x INTEGER)");
      assertThatThrownBy(
              () ->
                  new Scenario(file(), "c2", "things", WriteMode.APPEND, ID_NAME, List.of(), null))
          .hasMessageContaining("belongs to c1");
      assertThatThrownBy(
              () -> new Scenario(file(), "c1", "mine", WriteMode.APPEND, ID_NAME, List.of(), null))
          .hasMessageContaining("not made by this tool");
    }
  }

  @Test
  void aFileThatIsNoDatabaseAndAFolderThatIsMissingAreExplained() throws Exception {
    Files.writeString(file(), "no database at all, only text that is long enough".repeat(100));
    assertThatThrownBy(this::append)
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining(file().toString());

    assertThatThrownBy(
            () ->
                new Scenario(
                    folder.resolve("missing/x.duckdb"), WriteMode.APPEND, ID_NAME, List.of(), null))
        .hasMessageContaining("does not exist");
  }

  @Test
  void aPathThatSpeaksOfLocksIsNotTakenForOne() throws Exception {
    Path file = Files.createDirectory(folder.resolve("locks")).resolve("x.duckdb");
    Files.writeString(file, "no database at all, only text that is long enough".repeat(100));

    assertThatThrownBy(() -> new Scenario(file, WriteMode.APPEND, ID_NAME, List.of(), null))
        .hasMessageContaining("not a DuckDB database");
  }

  @Test
  void aFileInUseByAnotherProcessIsNamedWithItsHolder() throws Exception {
    append().close();
    Process holder = FileHolder.start(file());
    try {
      assertThatThrownBy(this::append)
          .isInstanceOf(AirbyteIoException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("in use by another process");
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void nothingStagedIsLeftBehind() throws Exception {
    try (Scenario s = append()) {
      s.commit(rows -> rows.row(0, "1", null));
    }

    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("test.duckdb");
    }
  }
}
