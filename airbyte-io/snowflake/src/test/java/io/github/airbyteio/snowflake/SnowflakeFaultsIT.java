package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.sink.OutcomeUnknownException;
import io.github.airbyteio.sink.StaleCheckpointException;
import io.github.airbyteio.snowflake.FakeSnowflake.Fault;
import io.github.airbyteio.testing.sink.StreamWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails, nothing is lost, nothing doubled, and the message says what to do. */
@Isolated("It looks for files that others make too.")
class SnowflakeFaultsIT {
  private static final String ID = "\"id\":{\"type\":\"integer\"}";

  @TempDir Path folder;

  private FakeSnowflake server;
  private SnowflakeHarness harness;
  private StreamWriter writer;

  @BeforeEach
  void start() throws Exception {
    server = new FakeSnowflake(folder);
    harness = new SnowflakeHarness(server.sink("S"));
    writer = writer();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
    server.close();
  }

  private StreamWriter writer() {
    return new StreamWriter(harness, "c", StreamDescriptor.of("t"), ID);
  }

  private StreamWriter writer(SnowflakeSink sink) {
    return new StreamWriter(new SnowflakeHarness(sink), "c", StreamDescriptor.of("t"), ID);
  }

  /** Fails the first so many statements that begin so. */
  private AtomicInteger fail(int times, String beginning, Fault fault) {
    AtomicInteger hit = new AtomicInteger();
    server.failBy(
        sql -> sql.startsWith(beginning) && hit.incrementAndGet() <= times ? fault : Fault.NONE);
    return hit;
  }

  private static void refused(ThrowingCallable work, Category category, String... words) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(category);
              assertThat(e.getMessage() + " " + e.hint()).contains(words);
              assertThat(e.getMessage() + e.hint()).doesNotContain(FakeSnowflake.PASSWORD + " ");
            });
  }

  private List<String> tablesThatBegin(String prefix) throws Exception {
    List<String> found = new ArrayList<>();
    try (var connection = server.stored();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '"
                    + prefix
                    + "')")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  @Test
  void aWrongPasswordIsSaidAndNotTriedAgain() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong-canary");
    SnowflakeSink sink =
        server.sink("S").withPassword("fake", SecretReference.file(wrong.toString()));
    refused(
        () -> writer(sink).commit("{\"id\":1}"),
        Category.CONFIG,
        "Incorrect username or password",
        "the password in the file",
        "snowflake://fake/DB/S");
    assertThat(server.logins()).hasSize(1);
  }

  @Test
  void aMissingSecretIsSaidBeforeAnythingIsSent() throws Exception {
    SnowflakeSink sink = server.sink("S").withToken("u", SecretReference.environment("NOT_SET_1"));
    refused(() -> writer(sink).commit("{\"id\":1}"), Category.CONFIG, "NOT_SET_1");
    assertThat(server.logins()).isEmpty();
  }

  @Test
  void anUnknownDatabaseIsSaid() throws Exception {
    SnowflakeSink sink = server.sink("S").toBuilder().setDatabase("NOPE").build();
    refused(
        () -> writer(sink).commit("{\"id\":1}"),
        Category.CONFIG,
        "does not exist, or the role may not use it",
        "snowflake://fake/NOPE/S",
        "grant the role USAGE");
  }

  @Test
  void aMissingWarehouseIsSaid() throws Exception {
    SnowflakeSink sink = server.sink("S").toBuilder().setWarehouse(null).build();
    refused(
        () -> writer(sink).commit("{\"id\":1}"),
        Category.CONFIG,
        "No active warehouse",
        "?warehouse=NAME");
  }

  @Test
  void missingPrivilegesAreSaid() {
    fail(
        99,
        "CREATE",
        Fault.error("003001", "42501", "Insufficient privileges to operate on schema 'S'"));
    refused(
        () -> writer.commit("{\"id\":1}"),
        Category.CONFIG,
        "Insufficient privileges to operate on schema 'S'",
        "CREATE TABLE");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aServerThatIsBusyIsAskedAgain(int status) throws Exception {
    for (String statement : List.of("PUT", "COPY", "INSERT INTO \"S\".\"T\"", "commit")) {
      AtomicInteger hit = fail(1, statement, Fault.http(status));
      writer.commit("{\"id\":1}");
      assertThat(hit.get()).as(statement).isGreaterThan(1);
    }
    assertThat(writer.values("id")).containsExactly("1", "1", "1", "1");
  }

  @Test
  void anAnswerThatIsLostIsFetchedAndNothingIsDoneTwice() throws Exception {
    for (String statement : List.of("COPY", "INSERT INTO \"S\".\"T\"", "commit")) {
      fail(1, statement, Fault.ANSWER_LOST);
      writer.commit("{\"id\":1}");
    }
    assertThat(writer.values("id")).containsExactly("1", "1", "1");
  }

  @Test
  void aSessionThatHasExpiredIsRenewed() throws Exception {
    for (String statement : List.of("PUT", "COPY", "MERGE", "commit")) {
      fail(1, statement, Fault.expired());
      writer.withMode(WriteMode.APPEND_DEDUP).withKey("id").commit("{\"id\":1}");
    }
    assertThat(writer.values("id")).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "COPY", "UPDATE", "INSERT INTO \"S\".\"T\"", "DELETE"})
  void aConnectionThatIsLostLosesNothing(String statement) throws Exception {
    writer.commit("{\"id\":1}");
    for (Fault fault : List.of(Fault.LOST_BEFORE, Fault.LOST_AFTER)) {
      fail(1, statement, fault);
      refused(
          () -> writer.newRun(1).commit("{\"id\":2}"),
          Category.SINK,
          "the server does not answer",
          "snowflake://fake/DB/S",
          "run again");
      server.failBy(sql -> Fault.NONE);
      assertThat(writer.values("id")).as(statement + " " + fault).containsExactly("1");
    }
    writer.newRun(1).commit("{\"id\":2}");
    assertThat(writer.values("id")).containsExactly("1", "2");
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void aConnectionThatIsLostInTheCommitIsDecidedByWhatIsStored(WriteMode mode) throws Exception {
    StreamWriter stream = writer().withMode(mode).withKey("id");
    stream.commit("{\"id\":1}");
    stream.newRun(2);

    lostInTheLastCommit(Fault.LOST_BEFORE);
    assertThatThrownBy(() -> stream.complete("{\"id\":2}"))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("snowflake://fake/DB/S");
    server.failBy(sql -> Fault.NONE);
    assertThat(stream.repeat().checkpoints()).as("it had not taken effect").isEqualTo(1);
    List<String> once = stream.values("id");

    stream.newRun(3);
    lostInTheLastCommit(Fault.LOST_AFTER);
    assertThat(stream.complete("{\"id\":3}").checkpoints()).as("it had").isEqualTo(1);
    server.failBy(sql -> Fault.NONE);
    assertThat(stream.repeat().checkpoints()).isZero();
    assertThat(stream.values("id")).hasSize(mode.replaces() ? 1 : once.size() + 1);
  }

  /** Breaks off the commit of the transaction that has stored the state. */
  private void lostInTheLastCommit(Fault fault) {
    AtomicInteger stored = new AtomicInteger();
    server.failBy(
        sql -> {
          if (sql.startsWith("INSERT INTO \"S\".\"_AIRBYTE_STATE\"")) {
            stored.incrementAndGet();
          }
          return sql.equalsIgnoreCase("commit") && stored.getAndSet(0) == 1 ? fault : Fault.NONE;
        });
  }

  @Test
  void aCommitThatFailsMidwayIsRepeatedFromTheRowsThatWait() throws Exception {
    fail(1, "DELETE FROM \"S\".\"_AIRBYTE_STAGED", Fault.error("000603", "XX000", "internal"));
    refused(
        () -> writer.commit("{\"id\":1}", "{\"id\":2}"), Category.SINK, "Nothing was committed");
    assertThat(server.store().files(stagedTable())).as("copied and removed").isEmpty();
    assertThat(writer.repeat().checkpoints()).isEqualTo(1);
    assertThat(writer.values("id")).containsExactly("1", "2");
  }

  private String stagedTable() throws Exception {
    return "S." + tablesThatBegin("_AIRBYTE_STAGED_").get(0);
  }

  @Test
  void aFileThatIsCopiedTwiceIsCommittedOnce() throws Exception {
    for (WriteMode mode : WriteMode.values()) {
      StreamWriter stream =
          new StreamWriter(harness, "c", StreamDescriptor.of("twice_" + mode.wireName()), ID)
              .withMode(mode)
              .withKey("id");
      repeatCopies();
      stream.complete("{\"id\":1}", "{\"id\":2}");
      server.failBy(sql -> Fault.NONE);
      assertThat(stream.values("id")).as(mode.wireName()).containsExactly("1", "2");
    }
  }

  /** Doubles what was copied, just before it is counted. */
  private void repeatCopies() {
    server.failBy(
        sql -> {
          if (sql.startsWith("SELECT \"BLOCK\", COUNT(*)")) {
            String table = sql.replaceAll("(?s).* FROM (\\S+) .*", "$1");
            try (var connection = server.stored();
                Statement statement = connection.createStatement()) {
              statement.execute("INSERT INTO " + table + " SELECT * FROM " + table);
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }
          return Fault.NONE;
        });
  }

  @Test
  void rowsThatHaveGoneAreMissedAndNothingIsCommitted() throws Exception {
    writer.commit("{\"id\":1}");
    server.failBy(
        sql -> {
          if (sql.startsWith("COPY")) {
            try {
              for (Path file :
                  server.store().files("S." + sql.replaceAll("(?s).*@%(\\S+).*", "$1"))) {
                Files.delete(file);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return Fault.NONE;
        });
    refused(
        () -> writer.commit("{\"id\":2}", "{\"id\":3}"),
        Category.SINK,
        "of 2 records that were staged 0 are left",
        "Nothing was committed",
        "Run again");
    server.failBy(sql -> Fault.NONE);
    assertThat(writer.values("id")).containsExactly("1");
  }

  @Test
  void whatAKilledRunHasLeftGoesWithTheNextCompleteRead() throws Exception {
    fail(1, "COPY", Fault.LOST_BEFORE);
    assertThatThrownBy(() -> writer.commit("{\"id\":1}")).isInstanceOf(AirbyteIoException.class);
    server.failBy(sql -> Fault.NONE);
    String orphan = stagedTable();
    assertThat(server.store().files(orphan)).hasSize(1);

    writer.newRun(1).complete("{\"id\":1}");

    assertThat(tablesThatBegin("_AIRBYTE_STAGED_")).isEmpty();
    assertThat(server.store().files(orphan)).isEmpty();
    assertThat(writer.values("id")).containsExactly("1");
  }

  @Test
  void aRunBesideThisOneKeepsWhatItHasStagedAndIsRefused() throws Exception {
    StreamWriter first = writer();
    first.commit("{\"id\":1}");
    StreamWriter second = writer();
    // The second stages and then stops before its commit; its area is the newer one.
    fail(1, "COPY", Fault.LOST_BEFORE);
    assertThatThrownBy(() -> second.commit("{\"id\":2}")).isInstanceOf(AirbyteIoException.class);
    server.failBy(sql -> Fault.NONE);

    first.complete("{\"id\":3}");

    assertThat(tablesThatBegin("_AIRBYTE_STAGED_")).hasSize(1);
    assertThatThrownBy(second::repeat).isInstanceOf(StaleCheckpointException.class);
    assertThat(first.values("id")).containsExactly("1", "3");
  }

  @Test
  void generationsLeaveNoTables() throws Exception {
    StreamWriter stream = writer().withMode(WriteMode.OVERWRITE);
    stream.commit("{\"id\":1}");
    stream.newRun(2).commit("{\"id\":2}");
    assertThat(tablesThatBegin("_AIRBYTE_TMP_")).hasSize(2);
    stream.newRun(3).complete("{\"id\":3}");
    assertThat(tablesThatBegin("_AIRBYTE_TMP_")).isEmpty();
    assertThat(stream.values("id")).containsExactly("3");
  }

  @Test
  void noStatementOfATransactionChangesDefinitions() throws Exception {
    writer.withMode(WriteMode.OVERWRITE_DEDUP).withKey("id").commit("{\"id\":1}");
    writer.complete("{\"id\":2}");
    List<String> all = server.statements();
    int from = all.size();
    while (!all.get(from - 1).startsWith("UPDATE \"S\".\"_AIRBYTE_STREAMS\" SET updated_at")) {
      from--;
    }
    List<String> transaction = all.subList(from, all.size());
    int end = 0;
    while (!transaction.get(end).equalsIgnoreCase("commit")) {
      end++;
    }
    assertThat(transaction.subList(0, end))
        .anyMatch(sql -> sql.startsWith("MERGE"))
        .anyMatch(sql -> sql.startsWith("INSERT OVERWRITE"))
        .noneMatch(sql -> FakeSnowflake.isOneOf(sql, "CREATE", "ALTER", "DROP", "COPY", "PUT"));
  }

  @Test
  void aTemporaryFileIsGoneWhateverHappens() throws Exception {
    Set<Path> before = temporaryFiles();
    fail(99, "PUT", Fault.error("000603", "XX000", "internal"));
    refused(() -> writer.commit("{\"id\":1}"), Category.SINK, "cannot be uploaded");
    assertThat(before).containsAll(temporaryFiles());
  }

  private static Set<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.toString().endsWith(".csv.gz"))
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
