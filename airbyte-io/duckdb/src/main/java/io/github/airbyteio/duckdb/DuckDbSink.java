package io.github.airbyteio.duckdb;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.SinkLook;
import io.github.airbyteio.sql.SqlSinkLook;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Writes to a DuckDB file, or by the same SQL to a database at MotherDuck: one table a stream, with
 * the states in {@code _airbyte_state} beside them.
 *
 * <p>A file that does not exist is created so that DuckDB 1.x opens it too. One process at a time
 * can write to a file, and blocks are staged on the machine that commits them; reader, stager and
 * committer of a pipeline must therefore share a machine and a JVM.
 */
@AutoValue
public abstract class DuckDbSink implements Sink {
  static final String DEFAULT_SCHEMA = "main";

  /** Far below what a DuckDB string holds, and what a staged file takes as one page. */
  private static final long MAX_TEXT_BYTES = 512L << 20;

  abstract Database database();

  abstract String schema();

  /**
   * Writes to the file, in the schema {@code main}. A relative path is resolved by the working
   * directory.
   */
  public static DuckDbSink to(String file) {
    return to(file, new ConnectionOpener.Driver());
  }

  static DuckDbSink to(String file, ConnectionOpener opener) {
    return of(new DuckDbFile(Path.of(file).toAbsolutePath().normalize().toString(), opener));
  }

  /**
   * Writes to a database at MotherDuck, in the schema {@code main}. The access token is read from
   * the environment variable {@code MOTHERDUCK_TOKEN} or {@code motherduck_token} where a
   * connection is opened.
   *
   * @param database its name alone; it exists already
   * @throws AirbyteIoException of category USAGE if that is no name
   */
  public static DuckDbSink motherDuck(String database) {
    return motherDuck(database, MotherDuckDatabase.DEFAULT_TOKEN);
  }

  /** The same with an access token from elsewhere. */
  public static DuckDbSink motherDuck(String database, SecretReference token) {
    return new AutoValue_DuckDbSink(
        new MotherDuckDatabase(database, token, new ConnectionOpener.Driver()), DEFAULT_SCHEMA);
  }

  /** Another database behind the same SQL. */
  static DuckDbSink of(Database database) {
    return new AutoValue_DuckDbSink(database, DEFAULT_SCHEMA);
  }

  /** Writes to another schema, which is created if it does not exist. */
  public DuckDbSink withSchema(String schema) {
    return new AutoValue_DuckDbSink(database(), schema);
  }

  /** BIGINT, DOUBLE; years that every reader of a DuckDB timestamp understands. */
  @Override
  public ValueLimits limits() {
    return ValueLimits.builder()
        .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
        .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
        .setNumbersAreDoubles(true)
        .setMaxTextBytes(MAX_TEXT_BYTES)
        .setMinYear(1)
        .setMaxYear(9999)
        .build();
  }

  /** Blocks are staged in files, of MotherDuck too. */
  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public SinkConnection open() throws IOException {
    return new DuckDbConnection(database(), schema());
  }

  /** Opened to be read; a file that does not exist is not created. */
  @Override
  public Optional<SinkLook> look() {
    return Optional.of(
        new SqlSinkLook(
            database().isMissing() ? DuckDbFile.nothing() : database().connectToRead(),
            DuckDbDialect.INSTANCE,
            schema(),
            (what, cause) -> {
              SQLException shown = database().withoutSecrets(cause);
              return new IOException(what + ": " + database() + ": " + shown.getMessage(), shown);
            }));
  }

  /**
   * Runs a statement that reads, on a connection that cannot write to the database; names without a
   * schema are looked up in this sink's. Creates nothing.
   *
   * @throws AirbyteIoException of category SINK if the database is none or in use by another
   *     process, of category CONFIG if its token is missing or refused, of category USAGE if it
   *     does not exist and, with DuckDB's message, if the statement is wrong or would write
   */
  public DuckDbQuery query(String sql) {
    return DuckDbQuery.run(database(), schema(), sql);
  }

  @Override
  public String description() {
    return database().notation() + (schema().equals(DEFAULT_SCHEMA) ? "" : "?schema=" + schema());
  }
}
