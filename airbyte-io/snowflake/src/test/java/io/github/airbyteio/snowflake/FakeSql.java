package io.github.airbyteio.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement in Snowflake's SQL, split so that its grammar can be checked and its words can be
 * turned into DuckDB's.
 *
 * @param skeleton the statement with q for each quoted name and s for each text
 * @param names the quoted names, without quotes
 * @param texts the texts, without quotes and escapes
 */
record FakeSql(String sql, String skeleton, List<String> names, List<String> texts) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"([^\"]*+(?:\"\"[^\"]*+)*+)\"|'([^'\\\\]*+(?:(?:''|\\\\.)[^'\\\\]*+)*+)'",
          Pattern.DOTALL);

  private static final String TYPE =
      "(VARCHAR|NUMBER\\(38,0\\)|FLOAT|BOOLEAN|DATE|TIME|TIMESTAMP_TZ|TIMESTAMP_NTZ|VARIANT)";
  private static final String NAME = "[a-z_]+";
  private static final Pattern COLUMN = form("(q|" + NAME + ") " + TYPE + "( NOT NULL)?");

  /** The forms of statements that the sink issues; what is within them is checked by word. */
  private static final List<Pattern> FORMS =
      List.of(
          form("SHOW SCHEMAS LIKE s"),
          form("SHOW TABLES LIKE s IN SCHEMA q"),
          form("DESCRIBE TABLE q\\.q"),
          form("CREATE SCHEMA IF NOT EXISTS q"),
          form("USE SCHEMA q"),
          form("CREATE (TRANSIENT )?TABLE( IF NOT EXISTS)? q\\.q \\(.+\\)"),
          form("DROP TABLE IF EXISTS q\\.q"),
          form("ALTER TABLE q\\.q ADD COLUMN( IF NOT EXISTS)? (q|fields) " + TYPE),
          form("ALTER TABLE q\\.q RENAME COLUMN q TO q"),
          form("ALTER TABLE q\\.q DROP COLUMN q"),
          form("UPDATE q\\.q SET .+"),
          form("DELETE FROM q\\.q( WHERE .+)?"),
          form("INSERT INTO q\\.q (\\([q, ]+\\) SELECT|VALUES) .+"),
          form("INSERT OVERWRITE INTO q\\.q \\([q, ]+\\) SELECT [q, ]+ FROM q\\.q"),
          form("MERGE INTO q\\.q AS t USING .+"),
          form("SELECT .+"),
          form("PUT s @%[A-Z0-9_]+ SOURCE_COMPRESSION=GZIP AUTO_COMPRESS=FALSE OVERWRITE=TRUE"),
          form(
              "COPY INTO q\\.q FROM @%[A-Z0-9_]+ FILE_FORMAT=\\(TYPE=CSV COMPRESSION=GZIP"
                  + " FIELD_OPTIONALLY_ENCLOSED_BY=s NULL_IF=\\(\\) EMPTY_FIELD_AS_NULL=TRUE"
                  + " ESCAPE_UNENCLOSED_FIELD=NONE\\) PURGE=TRUE"),
          form("REMOVE @%[A-Z0-9_]+/[a-z0-9]+\\.csv\\.gz"));

  private static final Set<String> WORDS =
      Set.of(
          ("ADD ALTER AND AS BETWEEN BOOLEAN BY COALESCE COLUMN CONVERT_TIMEZONE COUNT CREATE"
                  + " CURRENT_TIMESTAMP DATE DELETE DESC DISTINCT DROP EXISTS FALSE FLOAT FROM GROUP"
                  + " IF IN INSERT INTO IS LAST LIKE LIMIT LOWER MATCHED MERGE NOT NTZ NULL NULLS"
                  + " NUMBER ON OR ORDER OVER OVERWRITE PARSE_JSON PARTITION QUALIFY RENAME"
                  + " ROW_NUMBER SCHEMA SELECT SET TABLE THEN TIME TIMESTAMP_NTZ TIMESTAMP_TZ TO"
                  + " TO_VARCHAR TO_VARIANT TRANSIENT TRUE UPDATE USING UUID_STRING VALUES"
                  + " VARCHAR VARIANT WHEN WHERE A S T Q CONNECTION_ID NAMESPACE STREAM_NAME KIND"
                  + " STATE TOKEN SEQ RUN_ID UPDATED_AT TABLE_NAME COLUMNS GENERATION_ID"
                  + " GENERATION_COMPLETE GENERATION_REPLACES CHANGE CHANGED_AT FIELDS")
              .split(" "));

  private static Pattern form(String regex) {
    return Pattern.compile(regex, Pattern.DOTALL);
  }

  static FakeSql parse(String sql) {
    StringBuilder skeleton = new StringBuilder();
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Matcher token = TOKEN.matcher(sql);
    int from = 0;
    while (token.find()) {
      skeleton.append(sql, from, token.start()).append(token.group(1) != null ? 'q' : 's');
      if (token.group(1) != null) {
        names.add(token.group(1).replace("\"\"", "\""));
      } else {
        texts.add(token.group(2).replace("''", "'").replaceAll("(?s)\\\\(.)", "$1"));
      }
      from = token.end();
    }
    skeleton.append(sql.substring(from));
    return new FakeSql(sql, skeleton.toString(), List.copyOf(names), List.copyOf(texts));
  }

  /** Refuses what this sink does not issue, and names that would be found with quotes alone. */
  FakeSql checked() {
    if (FORMS.stream().noneMatch(form -> form.matcher(skeleton).matches())) {
      throw FakeError.syntax(sql);
    }
    if (!FakeSnowflake.isOneOf(skeleton, "SHOW", "PUT", "COPY", "REMOVE", "USE", "DESCRIBE")) {
      for (String word : skeleton.split("[^A-Za-z_]+")) {
        if (!word.isEmpty() && !WORDS.contains(word.toUpperCase(Locale.ROOT))) {
          throw FakeError.syntax(word + " in " + sql);
        }
      }
    }
    if (skeleton.contains("TABLE") && skeleton.startsWith("CREATE")) {
      String columns = skeleton.substring(skeleton.indexOf('(') + 1, skeleton.length() - 1);
      for (String column : columns.split(", ")) {
        if (!COLUMN.matcher(column).matches()) {
          throw FakeError.syntax(column + " in " + sql);
        }
      }
    }
    if (FakeSnowflake.isOneOf(skeleton, "CREATE", "ALTER")) {
      for (String name : names) {
        if (!name.equals(name.toUpperCase(Locale.ROOT)) || name.length() > 255) {
          throw new FakeError("001003", "42000", "No name of ours: " + name);
        }
      }
    }
    return this;
  }

  boolean isDefinition() {
    return FakeSnowflake.isOneOf(skeleton, "CREATE", "DROP", "ALTER");
  }

  boolean changesRows() {
    return FakeSnowflake.isOneOf(skeleton, "INSERT", "UPDATE", "DELETE", "MERGE");
  }

  /** The table that the statement is about: schema and name. */
  String table() {
    return names.get(0) + "." + names.get(1);
  }

  /** The same statements for DuckDB; several for one that it has not. */
  List<String> forDuckDb() {
    String words = skeleton.replace("TRANSIENT TABLE", "TABLE");
    List<String> statements = new ArrayList<>();
    if (words.startsWith("INSERT OVERWRITE")) {
      statements.add("DELETE FROM " + duckTable());
      words = words.replace("INSERT OVERWRITE", "INSERT");
    }
    words =
        words
            .replace("NUMBER(38,0)", "DECIMAL(38,0)")
            .replace("FLOAT", "DOUBLE")
            .replace("TIMESTAMP_TZ", "TIMESTAMPTZ")
            .replace("TIMESTAMP_NTZ", "TIMESTAMP")
            .replace("q::VARCHAR", "(q->>'$')")
            .replaceAll("(?<!TO_)VARIANT", "JSON");
    statements.add(formats(filled(words)));
    return statements;
  }

  private String duckTable() {
    return quoted(names.get(0)) + "." + quoted(names.get(1));
  }

  /** Puts names and texts in again. */
  private String filled(String words) {
    StringBuilder sql = new StringBuilder();
    int name = 0;
    int text = 0;
    Matcher place = Pattern.compile("(?<![A-Za-z_])[qs](?![A-Za-z_])").matcher(words);
    int from = 0;
    while (place.find()) {
      // The alias s is followed by a point, or by ON, or it ends the USING.
      boolean alias =
          place.group().equals("s")
              && (words.startsWith(".", place.end()) || words.startsWith(" ON ", place.end()));
      sql.append(words, from, place.start());
      if (alias) {
        sql.append("s");
      } else if (place.group().equals("q")) {
        sql.append(quoted(names.get(name++)));
      } else {
        sql.append('\'').append(texts.get(text++).replace("'", "''")).append('\'');
      }
      from = place.end();
    }
    return sql.append(words.substring(from)).toString();
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Snowflake's patterns of dates and times, where the sink uses them. */
  private static String formats(String sql) {
    String name = "(\"(?:[^\"]|\"\")*\")";
    String day = "YYYY-MM-DD";
    String time = "HH24:MI:SS.FF6";
    return sql.replaceAll(
            "TO_VARCHAR\\(" + name + ", '(" + day + "|" + time + ")'\\)", "CAST($1 AS VARCHAR)")
        .replaceAll(
            "TO_VARCHAR\\(" + name + ", '" + day + "\"T\"" + time + "'\\)",
            "strftime($1, '%Y-%m-%dT%H:%M:%S.%f')")
        .replaceAll(
            "TO_VARCHAR\\(CONVERT_TIMEZONE\\('UTC', "
                + name
                + "\\), '"
                + day
                + "\"T\""
                + time
                + "'\\)",
            "strftime($1 AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%f')");
  }
}
