package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.postgres.PostgresSink;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.snowflake.SnowflakeSink;
import java.util.Set;
import java.util.stream.Stream;

/** Reads how a database is named on the command line. */
public final class TargetNotation {
  private static final String DUCKDB = "duckdb:";
  private static final String MOTHERDUCK = "motherduck:";
  private static final String POSTGRESQL = "postgresql:";
  private static final String SNOWFLAKE = "snowflake:";

  private static final String HINT =
      "Name it as duckdb:FILE, duckdb:FILE?schema=NAME, motherduck:DATABASE,"
          + " postgresql://HOST/DATABASE?user=NAME&password=env:NAME or"
          + " snowflake://ACCOUNT/DATABASE/SCHEMA?user=NAME&private_key=file:PATH.";

  private TargetNotation() {}

  /**
   * @throws AirbyteIoException of category USAGE if the notation is not known
   */
  public static Sink parse(String target) {
    if (target.startsWith(POSTGRESQL)) {
      return PostgresSink.parse(target);
    }
    if (target.startsWith(SNOWFLAKE)) {
      return SnowflakeSink.parse(target);
    }
    return parseDuckDb(target);
  }

  private static DuckDbSink parseDuckDb(String target) {
    if (target.startsWith(DUCKDB)) {
      NotationSettings parts = parts(target, DUCKDB, Set.of("schema"));
      return inSchema(DuckDbSink.to(parts.name()), parts);
    }
    if (target.startsWith(MOTHERDUCK)) {
      NotationSettings parts = parts(target, MOTHERDUCK, Set.of("schema", "token"));
      String token = parts.settings().get("token");
      return inSchema(
          token == null
              ? DuckDbSink.motherDuck(parts.name())
              : DuckDbSink.motherDuck(parts.name(), SecretReference.parse(token)),
          parts);
    }
    throw usage("'" + NotationSettings.withoutSettings(target) + "' is no target.");
  }

  /**
   * Parses a target that can be read, or the name of a file alone.
   *
   * @throws AirbyteIoException of category USAGE for a server, which has a client of its own
   */
  public static DuckDbSink parseDatabase(String text) {
    if (text.startsWith(POSTGRESQL) || text.startsWith(SNOWFLAKE)) {
      // The address is not shown: a password may have been written into it.
      throw new AirbyteIoException(
          Category.USAGE,
          "A target of kind " + text.substring(0, text.indexOf(':')) + " is no DuckDB database.",
          "Read it with the client of that server, psql or snowsql, say.");
    }
    // MotherDuck's own notation is no file: it may have a token in it.
    return Stream.of(DUCKDB, MOTHERDUCK, "md:").anyMatch(text::startsWith)
        ? parseDuckDb(text)
        : DuckDbSink.to(text);
  }

  private static NotationSettings parts(String target, String kind, Set<String> known) {
    NotationSettings parts = NotationSettings.parse(target, kind, known::contains, HINT);
    if (parts.name().isEmpty()) {
      throw usage("'" + NotationSettings.withoutSettings(target) + "' names no database.");
    }
    return parts;
  }

  private static DuckDbSink inSchema(DuckDbSink sink, NotationSettings parts) {
    String schema = parts.settings().get("schema");
    return schema == null ? sink : sink.withSchema(schema);
  }

  private static AirbyteIoException usage(String message) {
    return new AirbyteIoException(Category.USAGE, message, HINT);
  }
}
