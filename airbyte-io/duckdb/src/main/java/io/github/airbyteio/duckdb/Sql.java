package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.AirbyteType;
import java.util.Collection;
import java.util.stream.Collectors;

/** DuckDB's words: quoting and types. Every name and text from outside goes through here. */
final class Sql {
  private Sql() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String literals(Collection<String> texts) {
    return texts.stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * The type of a column. A time with an offset is text: DuckDB's own drops the offset in casts.
   */
  static String type(AirbyteType type) {
    return switch (type) {
      case STRING, TIME_WITH_TIMEZONE -> "VARCHAR";
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "BIGINT";
      case NUMBER -> "DOUBLE";
      case DATE -> "DATE";
      case TIME_WITHOUT_TIMEZONE -> "TIME";
      case TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMP WITH TIME ZONE";
      case TIMESTAMP_WITHOUT_TIMEZONE -> "TIMESTAMP";
      case ARRAY, OBJECT, UNION, UNKNOWN -> "JSON";
    };
  }
}
