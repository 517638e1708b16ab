package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.state.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be written is refused before anything is, and the error says what to do. */
class DuckDbBadInputTest {
  private static final List<Column> COLUMNS =
      List.of(Column.of("id", AirbyteType.INTEGER), Column.of("name", AirbyteType.STRING));

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("test.duckdb");
  }

  private Scenario append(String connection, String stream) throws IOException {
    return new Scenario(file(), connection, stream, WriteMode.APPEND, COLUMNS, List.of(), null);
  }

  private void execute(String sql) throws Exception {
    try (Connection writer = DriverManager.getConnection("jdbc:duckdb:" + file());
        Statement statement = writer.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Each file of the folder, byte by byte. */
  private Map<Path, ByteBuffer> files() throws IOException {
    Map<Path, ByteBuffer> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.filter(Files::isRegularFile).toList()) {
        files.put(each, ByteBuffer.wrap(Files.readAllBytes(each)));
      }
    }
    return files;
  }

  private interface Attempt {
    Scenario run() throws Exception;
  }

  private AirbyteIoException refusal(Attempt attempt) throws Exception {
    Map<Path, ByteBuffer> before = files();
    AirbyteIoException failure =
        catchThrowableOfType(AirbyteIoException.class, () -> attempt.run().close());
    assertThat(failure).isNotNull();
    assertThat(failure.category()).isEqualTo(Category.SINK);
    assertThat(files()).isEqualTo(before);
    return failure;
  }

  @Test
  void aTableThatIsNotOurs() throws Exception {
    execute("CREATE TABLE things AS SELECT 42 AS answer");

    AirbyteIoException failure = refusal(() -> append("c1", "things"));

    assertThat(failure).hasMessageContaining("things").hasMessageContaining("not made by");
    assertThat(failure.hint()).contains("Rename the table").contains("?schema=NAME");
  }

  @Test
  void aTableOfAnotherConnection() throws Exception {
    append("c1", "things").close();

    AirbyteIoException failure = refusal(() -> append("c2", "things"));

    assertThat(failure).hasMessageContaining("belongs to c1");
    assertThat(failure.hint()).contains("?schema=NAME");
  }

  @Test
  void aKeyWhoseTypeCannotFollow() throws Exception {
    List<Column> texts = List.of(Column.of("id", AirbyteType.STRING), COLUMNS.get(1));
    try (Scenario s = new Scenario(file(), WriteMode.APPEND_DEDUP, texts, List.of(0), null)) {
      s.commit(rows -> rows.row(0, "\"a\"", null));
    }

    AirbyteIoException failure =
        refusal(() -> new Scenario(file(), WriteMode.APPEND_DEDUP, COLUMNS, List.of(0), null));

    assertThat(failure)
        .hasMessageContaining("things")
        .hasMessageContaining("id has changed from VARCHAR to BIGINT");
    assertThat(failure.hint()).contains("rename the table or the column").contains("schema");
  }

  @Test
  void aTableThatIsGoneWhileItsStateStays() throws Exception {
    try (Scenario s = append("c1", "things")) {
      s.commit(rows -> rows.row(0, "1", "\"a\""));
    }
    execute("DROP TABLE things");

    AirbyteIoException failure = refusal(() -> append("c1", "things"));

    assertThat(failure).hasMessageContaining("its table things is gone");
    assertThat(failure.hint()).contains("airbyteio state reset");
    try (SinkConnection connection = DuckDbSink.to(file().toString()).open()) {
      connection.states().reset(Scope.stream("c1", StreamDescriptor.of("things")));
    }
    append("c1", "things").close();
  }

  /** It has no place for the fields of the last sync. */
  @Test
  void aDatabaseOfAnEarlierVersionIsBroughtUpToDate() throws Exception {
    try (Scenario s = append("c1", "things")) {
      s.commit(rows -> rows.row(0, "1", "\"a\""));
    }
    execute("ALTER TABLE _airbyte_streams DROP COLUMN fields");
    try (Scenario s = append("c1", "things").newRun("2", 1)) {
      s.commit(rows -> rows.row(0, "2", "\"b\""));
      assertThat(s.query("SELECT id FROM things ORDER BY id"))
          .containsExactly(List.of("1"), List.of("2"));
      assertThat(s.query("SELECT fields FROM _airbyte_streams"))
          .containsExactly(List.of("{\"id\":\"BIGINT\",\"name\":\"VARCHAR\"}"));
    }
  }

  @Test
  void aPathThatTheDriverWouldTakeForOptions() {
    AirbyteIoException failure =
        catchThrowableOfType(
            AirbyteIoException.class, () -> DuckDbSink.to(folder.resolve("a;b.duckdb").toString()));
    assertThat(failure.category()).isEqualTo(Category.USAGE);
    assertThat(failure).hasMessageContaining("a;b.duckdb").hasMessageContaining("';'");
  }

  @Test
  void aFileThatIsNoDatabase() throws Exception {
    Files.writeString(file(), "no database at all, only text that is long enough".repeat(100));

    AirbyteIoException failure = refusal(() -> append("c1", "things"));

    assertThat(failure)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("not a DuckDB database");
    assertThat(failure.hint()).contains("another file");
  }

  @Test
  void aFileOfANewerDuckDb() throws Exception {
    append("c1", "things").close();
    setStorageVersion(990);

    AirbyteIoException failure = refusal(() -> append("c1", "things"));

    assertThat(failure)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("newer version of DuckDB")
        .hasMessageContaining("990");
    assertThat(failure.hint()).contains("another file").contains("STORAGE_VERSION");
  }

  /** The header: a checksum, four letters, the version; 4096 bytes in all. */
  private void setStorageVersion(long version) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    ByteBuffer header = ByteBuffer.wrap(bytes, 0, 4096).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(12, version);
    long checksum = 5381;
    for (int i = 8; i < 4096; i += 8) {
      checksum ^= header.getLong(i) * 0xbf58476d1ce4e5b9L;
    }
    header.putLong(0, checksum);
    Files.write(file(), bytes);
  }

  @Test
  void aReadOnlyFile() throws Exception {
    append("c1", "things").close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));

    assertThat(unprivilegedWrite(file()))
        .startsWith("SINK")
        .contains(file().toString())
        .contains("it is read-only")
        .contains("write permission");
  }

  @Test
  void aFileInAReadOnlyFolder() throws Exception {
    append("c1", "things").close();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThat(unprivilegedWrite(folder))
          .startsWith("SINK")
          .contains("the folder " + folder + " is not writable")
          .contains("write permission");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** What another process says that has to respect permissions, which root need not. */
  private String unprivilegedWrite(Path readOnly) throws Exception {
    List<String> command = UnprivilegedWriter.command(file(), readOnly);
    Map<Path, ByteBuffer> before = files();
    Process process = start(command);
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(files()).isEqualTo(before);
    return said;
  }

  private static Process start(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      assumeThat(command.get(0)).as("root, and no setpriv: " + e).isNotEqualTo("setpriv");
      throw e;
    }
  }

  @Test
  void aFieldNamedLikeOurColumnGetsOneOfItsOwn() throws Exception {
    List<Column> columns = List.of(Column.of("_AIRBYTE_raw_id", AirbyteType.STRING));
    try (Scenario s = new Scenario(file(), WriteMode.APPEND, columns, List.of(), null)) {
      s.commit(rows -> rows.row(0, "\"the source's\""));

      assertThat(s.query("SELECT \"_AIRBYTE_raw_id_1\", length(_airbyte_raw_id) FROM things"))
          .containsExactly(List.of("the source's", "36"));
    }
  }

  @Test
  void aStreamNamedLikeOurTablesGetsOneOfItsOwn() throws Exception {
    for (String stream : List.of("_airbyte_state", "_Airbyte_streams", "_airbyte_tmp_things")) {
      try (Scenario s = append("c1", stream)) {
        s.commit(rows -> rows.row(0, "1", null));

        assertThat(s.query("SELECT id FROM \"stream" + stream + "\""))
            .containsExactly(List.of("1"));
        assertThat(s.query("SELECT seq FROM _airbyte_state WHERE stream_name = '" + stream + "'"))
            .containsExactly(List.of("1"));
      }
    }
  }
}
