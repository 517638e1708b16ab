package io.github.airbyteio.postgres;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.SinkLook;
import io.github.airbyteio.sql.SqlSinkLook;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes to a PostgreSQL database, version 15 or later: one table a stream, with the states in
 * {@code _airbyte_state} beside them.
 *
 * <p>Blocks are staged by COPY in unlogged tables of the same schema, by any number of workers, and
 * committed with their state in one transaction. A server that crashes empties unlogged tables: a
 * commit counts the rows it moves, and fails without writing anything if some are missing.
 */
@AutoValue
public abstract class PostgresSink implements Sink {
  static final int DEFAULT_PORT = 5432;
  static final String DEFAULT_SCHEMA = "public";
  private static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofMinutes(5);

  /** A text has room for almost 1 GiB, as has the line in which COPY gets it with its row. */
  private static final long MAX_TEXT_BYTES = 256L << 20;

  /** A jsonb has room for 255 MiB, in which the densest JSON takes six times its length. */
  private static final long MAX_JSON_BYTES = 40L << 20;

  /** What numeric has room for. */
  private static final int MAX_INTEGER_DIGITS = 131_072;

  private static final int MAX_FRACTION_DIGITS = 16_383;

  /** 15:59:59. */
  private static final int MAX_OFFSET_SECONDS = 16 * 3600 - 1;

  abstract PostgresDatabase database();

  abstract String schema();

  abstract boolean replacesInPlace();

  /** Tells what this sink has staged from what others have. */
  abstract String stagingId();

  /**
   * Writes to the schema {@code public} of a database, as the operating system's user and without a
   * password unless others are given.
   */
  public static PostgresSink to(String host, int port, String database) {
    return new AutoValue_PostgresSink(
        new PostgresDatabase(
            host, port, database, null, null, null, null, DEFAULT_LOCK_TIMEOUT.toMillis()),
        DEFAULT_SCHEMA,
        false,
        UUID.randomUUID().toString().replace("-", "").substring(0, 16));
  }

  /**
   * Parses {@code postgresql://HOST[:PORT]/DATABASE[?SETTING=VALUE&…]} with the settings {@code
   * schema}, {@code user}, {@code password} ({@code env:NAME} or {@code file:PATH}), {@code
   * sslmode}, {@code sslrootcert}, {@code lock_timeout} (seconds) and {@code replace_in_place}
   * ({@code true} or {@code false}). Values may have percent escapes.
   *
   * @throws AirbyteIoException of category USAGE if it is anything else; a secret that is written
   *     out is refused and not shown
   */
  public static PostgresSink parse(String target) {
    return PostgresNotation.parse(target);
  }

  private PostgresSink with(PostgresDatabase database) {
    return new AutoValue_PostgresSink(database, schema(), replacesInPlace(), stagingId());
  }

  /** Writes to another schema, which is created if it does not exist. */
  public PostgresSink withSchema(String schema) {
    if (!PostgresDialect.INSTANCE.name(schema).equals(schema) || schema.isEmpty()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "'" + schema + "' cannot be the name of a schema in Postgres.",
          "Name one of 1 to 63 bytes.");
    }
    return new AutoValue_PostgresSink(database(), schema, replacesInPlace(), stagingId());
  }

  public PostgresSink withUser(String user) {
    return with(database().withUser(user));
  }

  /** The password is read where a connection is opened. */
  public PostgresSink withPassword(SecretReference password) {
    return with(database().withPassword(password));
  }

  /**
   * The driver's {@code sslmode}: {@code disable}, {@code allow}, {@code prefer} (the default),
   * {@code require}, {@code verify-ca} or {@code verify-full}.
   *
   * @throws AirbyteIoException of category USAGE for anything else
   */
  public PostgresSink withSslMode(String mode) {
    return with(database().withSslMode(mode));
  }

  /** The file with the certificates that a server's is checked against, on each worker. */
  public PostgresSink withSslRootCert(String file) {
    return with(database().withSslRootCert(file));
  }

  /**
   * How long a statement waits for a lock that another session holds before it fails, 5 minutes
   * unless set; 0 waits for ever.
   */
  public PostgresSink withLockTimeout(Duration timeout) {
    return with(database().withLockTimeoutMillis(timeout.toMillis()));
  }

  /**
   * Replaces the rows of a table that a full refresh overwrites by DELETE and INSERT, in one
   * transaction: views, grants, indexes and triggers stay, readers never wait, and it takes longer.
   * Otherwise the new table takes the old one's name, with its owner and grants; that is refused
   * before anything is written where something else depends on the old one.
   */
  public PostgresSink withReplaceInPlace() {
    return new AutoValue_PostgresSink(database(), schema(), true, stagingId());
  }

  /** BIGINT, exact numbers as large as numeric holds, the years 1 to 9999. */
  @Override
  public ValueLimits limits() {
    return ValueLimits.builder()
        .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
        .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
        .setNumbersAreDoubles(false)
        .setMaxIntegerDigits(MAX_INTEGER_DIGITS)
        .setMaxFractionDigits(MAX_FRACTION_DIGITS)
        .setMaxTextBytes(MAX_TEXT_BYTES)
        .setMaxJsonBytes(MAX_JSON_BYTES)
        .setStoresNulCharacter(false)
        .setMaxOffsetSeconds(MAX_OFFSET_SECONDS)
        .setMinYear(1)
        .setMaxYear(9999)
        .build();
  }

  /** Connects when that is first needed. */
  @Override
  public SinkConnection open() throws IOException {
    return new PostgresConnection(this);
  }

  /** In a session that cannot write. */
  @Override
  public Optional<SinkLook> look() {
    Connection connection = database().connect();
    try {
      connection.setReadOnly(true);
      return Optional.of(
          new SqlSinkLook(connection, PostgresDialect.INSTANCE, schema(), this::failed));
    } catch (SQLException e) {
      throw PostgresErrors.ofConnecting(database(), e);
    }
  }

  private IOException failed(String what, SQLException cause) {
    PostgresErrors.ofStatement(database(), what, cause)
        .ifPresent(
            known -> {
              throw known;
            });
    return new IOException(what + ": " + database() + ": " + cause.getMessage(), cause);
  }

  @Override
  public String description() {
    return database() + (schema().equals(DEFAULT_SCHEMA) ? "" : "?schema=" + schema());
  }

  @Override
  public final String toString() {
    return description();
  }
}
