package io.github.airbyteio.snowflake;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.WriteRows;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.sink.CommitPolicy;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.SinkLook;
import io.github.airbyteio.sql.SqlSinkLook;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes to a schema of a Snowflake database: one table a stream, with the states in {@code
 * _AIRBYTE_STATE} beside them. Blocks are uploaded to stages that Snowflake keeps itself; neither a
 * bucket nor an integration is needed.
 *
 * <p>The role needs USAGE on the warehouse and the database, and on the schema USAGE and CREATE
 * TABLE; or CREATE SCHEMA, if the schema does not exist. The names of tables and columns are those
 * of streams and fields in upper case, so that SQL finds them without quotes.
 *
 * <p>A commit runs a warehouse, so it is worth its while only for much data: by default what is
 * read is committed each minute, or when it is 250 MB, and at the end of the read.
 */
@AutoValue
public abstract class SnowflakeSink implements Sink {
  private static final CommitPolicy COMMIT_POLICY =
      CommitPolicy.of(Duration.ofSeconds(60), 250_000_000);

  /** Those of a NUMBER, and of a number in a VARIANT: one that has more becomes a double there. */
  private static final int MAX_DIGITS = 38;

  private static final BigInteger MAX_INTEGER =
      BigInteger.TEN.pow(MAX_DIGITS).subtract(BigInteger.ONE);

  /** Below the 16 MiB of a VARCHAR, and of a VARIANT with what it needs for itself. */
  private static final long MAX_TEXT_BYTES = 16_000_000;

  private static final int HTTP_RETRIES = 7;

  abstract String account();

  abstract String database();

  abstract String schema();

  abstract @Nullable String warehouse();

  abstract @Nullable String role();

  abstract @Nullable Login login();

  abstract @Nullable String host();

  abstract int port();

  abstract boolean tls();

  /** How often the driver repeats a request that has failed, with growing pauses. */
  abstract int httpRetries();

  @Override
  public abstract CommitPolicy commitPolicy();

  abstract Builder toBuilder();

  /** Builds {@link SnowflakeSink}. */
  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setAccount(String account);

    abstract Builder setDatabase(String database);

    abstract Builder setSchema(String schema);

    abstract Builder setWarehouse(@Nullable String warehouse);

    abstract Builder setRole(@Nullable String role);

    abstract Builder setLogin(@Nullable Login login);

    abstract Builder setHost(@Nullable String host);

    abstract Builder setPort(int port);

    abstract Builder setTls(boolean tls);

    abstract Builder setHttpRetries(int retries);

    abstract Builder setCommitPolicy(CommitPolicy policy);

    abstract SnowflakeSink build();
  }

  /**
   * Writes to a schema; how to log in has to be said too.
   *
   * @param account the account's identifier: {@code myorg-myaccount}
   * @param database it exists already. A plain name is meant in upper case, as in SQL; another one
   *     as it is
   * @param schema it is created if it does not exist
   * @throws AirbyteIoException of category USAGE if a part is empty or the account is none
   */
  public static SnowflakeSink to(String account, String database, String schema) {
    return new AutoValue_SnowflakeSink.Builder()
        .setAccount(TargetNotation.account(account))
        .setDatabase(TargetNotation.name("database", database))
        .setSchema(TargetNotation.name("schema", schema))
        .setPort(443)
        .setTls(true)
        .setHttpRetries(HTTP_RETRIES)
        .setCommitPolicy(COMMIT_POLICY)
        .build();
  }

  /**
   * Parses {@code
   * snowflake://account/database/schema?warehouse=W&role=R&user=U&private_key=file:PATH}.
   *
   * <p>One of {@code private_key} (with {@code private_key_passphrase} if it has one), {@code
   * token} (a programmatic access token), {@code oauth} and {@code password} says how to log in;
   * each names a secret as {@code env:NAME} or {@code file:PATH}. {@code host} and {@code port} are
   * for private links and proxies, {@code ssl=off} for servers on this machine. Special characters
   * are written as in URLs: {@code %20}.
   *
   * @throws AirbyteIoException of category USAGE, with what to write, if that is none
   */
  public static SnowflakeSink parse(String notation) {
    return TargetNotation.parse(notation);
  }

  /** Without one, the user's default warehouse is used. */
  public SnowflakeSink withWarehouse(String warehouse) {
    return toBuilder().setWarehouse(TargetNotation.name("warehouse", warehouse)).build();
  }

  /** Without one, the user's default role is used. */
  public SnowflakeSink withRole(String role) {
    return toBuilder().setRole(TargetNotation.name("role", role)).build();
  }

  /** Logs in by a key in PEM format (PKCS#8) whose public half the user has. */
  public SnowflakeSink withPrivateKey(String user, SecretReference key) {
    return toBuilder().setLogin(Login.privateKey(user, key, null)).build();
  }

  /** The same with an encrypted key. */
  public SnowflakeSink withPrivateKey(
      String user, SecretReference key, SecretReference passphrase) {
    return toBuilder().setLogin(Login.privateKey(user, key, passphrase)).build();
  }

  /** Logs in by a programmatic access token. */
  public SnowflakeSink withToken(String user, SecretReference token) {
    return toBuilder().setLogin(Login.accessToken(user, token)).build();
  }

  /** Logs in by an OAuth access token. It has to be valid for as long as the pipeline runs. */
  public SnowflakeSink withOauth(SecretReference token) {
    return toBuilder().setLogin(Login.oauth(null, token)).build();
  }

  /** Logs in by a password, which Snowflake allows ever fewer users. */
  public SnowflakeSink withPassword(String user, SecretReference password) {
    return toBuilder().setLogin(Login.password(user, password)).build();
  }

  /** Commits what is read at least so often; at the end of a read in any case. */
  public SnowflakeSink withCommitEvery(Duration every) {
    return toBuilder().setCommitPolicy(commitPolicy().withEvery(every)).build();
  }

  /**
   * Writes rows that did not come from a connector, without a bucket: appended, or the latest of
   * each key. See {@link AirbyteIO#writeRows}.
   */
  public WriteRows rows() {
    return AirbyteIO.writeRows(this);
  }

  /** NUMBER(38,0), FLOAT, VARCHAR and VARIANT of 16 MB; years that each client understands. */
  @Override
  public ValueLimits limits() {
    return ValueLimits.builder()
        .setMinInteger(MAX_INTEGER.negate())
        .setMaxInteger(MAX_INTEGER)
        .setNumbersAreDoubles(true)
        .setMaxJsonNumberDigits(MAX_DIGITS)
        .setMaxTextBytes(MAX_TEXT_BYTES)
        .setStoresNulCharacter(false)
        .setMinYear(1)
        .setMaxYear(9999)
        .build();
  }

  /** Connects when the connection is first used. */
  @Override
  public SinkConnection open() {
    return new SnowflakeSinkConnection(this);
  }

  /** Executes no statement but SELECT, SHOW and DESCRIBE. */
  @Override
  public Optional<SinkLook> look() {
    return Optional.of(
        new SqlSinkLook(
            Driver.connect(this),
            SnowflakeDialect.INSTANCE,
            schema(),
            (what, cause) -> {
              throw new SnowflakeErrors(this).explain(what, cause);
            }));
  }

  @Override
  public String description() {
    return "snowflake://" + account() + "/" + database() + "/" + schema();
  }

  @Override
  public final String toString() {
    return description();
  }
}
