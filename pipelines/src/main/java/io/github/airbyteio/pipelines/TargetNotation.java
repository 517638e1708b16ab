package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.postgres.PostgresSink;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.sink.SecretReference;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.snowflake.SnowflakeSink;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads how a database is named on the command line. */
public final class TargetNotation {
  private static final String DUCKDB = "duckdb:";
  private static final String MOTHERDUCK = "motherduck:";
  private static final String POSTGRESQL = "postgresql:";
  private static final String SNOWFLAKE = "snowflake:";

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
      String[] parts = parts(target, DUCKDB);
      Map<String, String> settings = settings(target, parts[1], Set.of("schema"));
      return inSchema(DuckDbSink.to(parts[0]), settings);
    }
    if (target.startsWith(MOTHERDUCK)) {
      String[] parts = parts(target, MOTHERDUCK);
      Map<String, String> settings = settings(target, parts[1], Set.of("schema", "token"));
      String token = settings.get("token");
      return inSchema(
          token == null
              ? DuckDbSink.motherDuck(parts[0])
              : DuckDbSink.motherDuck(parts[0], SecretReference.parse(token)),
          settings);
    }
    throw usage("'" + withoutSettings(target) + "' is no target.");
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

  /** The name, and the settings behind the question mark. */
  private static String[] parts(String target, String kind) {
    String[] parts = target.substring(kind.length()).split("\\?", 2);
    if (parts[0].isEmpty()) {
      throw usage("'" + withoutSettings(target) + "' names no database.");
    }
    return new String[] {parts[0], parts.length == 1 ? "" : parts[1]};
  }

  private static Map<String, String> settings(String target, String text, Set<String> known) {
    Map<String, String> settings = new TreeMap<>();
    if (text.isEmpty()) {
      return settings;
    }
    for (String setting : text.split("&", -1)) {
      String[] pair = setting.split("=", 2);
      // The value may be a secret that was written out.
      if (!known.contains(pair[0])) {
        throw usage(
            "'" + withoutSettings(target) + "': the setting '" + pair[0] + "' is not known.");
      }
      if (pair.length == 1 || pair[1].isEmpty() || settings.put(pair[0], pair[1]) != null) {
        throw usage(
            "'" + withoutSettings(target) + "': the setting '" + pair[0] + "' needs one value.");
      }
    }
    return settings;
  }

  private static DuckDbSink inSchema(DuckDbSink sink, Map<String, String> settings) {
    String schema = settings.get("schema");
    return schema == null ? sink : sink.withSchema(schema);
  }

  private static String withoutSettings(String target) {
    int settings = target.indexOf('?');
    return settings < 0 ? target : target.substring(0, settings + 1) + "…";
  }

  private static AirbyteIoException usage(String message) {
    return new AirbyteIoException(
        Category.USAGE,
        message,
        "Name it as duckdb:FILE, duckdb:FILE?schema=NAME, motherduck:DATABASE,"
            + " postgresql://HOST/DATABASE?user=NAME&password=env:NAME or"
            + " snowflake://ACCOUNT/DATABASE/SCHEMA?user=NAME&private_key=file:PATH.");
  }
}
