package io.github.airbyteio.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quoting. Every name and text from outside goes through here. */
public final class Sql {
  private Sql() {}

  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text. Only for stores in whose literals a backslash is a plain character. */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The literals with commas between them. */
  public static String literals(Collection<String> texts) {
    return texts.stream().map(Sql::literal).collect(Collectors.joining(", "));
  }
}
