package io.github.airbyteio.schema;

import io.github.airbyteio.schema.Condition.Operator;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A filter as it is written, behind the name of its stream: {@code age>=18}, {@code name =
 * 'O''Hara'}, {@code mail is not null}.
 *
 * @param value the constant without its quotes; null where the operator takes none
 */
record ParsedFilter(String field, Operator operator, @Nullable String value) {
  private static final Pattern COMPARISON =
      Pattern.compile("\\s*(<=|>=|!=|=|<|>)\\s*(.*?)\\s*", Pattern.DOTALL);
  private static final Pattern NULL =
      Pattern.compile("\\s+is\\s+(not\\s+)?null\\s*", Pattern.CASE_INSENSITIVE);

  /** Where a field's name ends that no field has. */
  private static final Pattern FIELD =
      Pattern.compile("(.+?)(?:\\s*[<>=!].*|\\s+is\\s.*)", Pattern.DOTALL);

  private static final Temporals TEMPORALS = new Temporals(0, 9999);

  /**
   * Reads a filter. Field names may hold anything: the longest one that fits counts; where none
   * does, the result names what was probably meant as one.
   *
   * @return null if it is no filter
   */
  static @Nullable ParsedFilter parse(String text, Collection<String> fields) {
    ParsedFilter best = null;
    for (String field : fields) {
      if (text.startsWith(field) && (best == null || field.length() > best.field().length())) {
        ParsedFilter filter = behind(field, text.substring(field.length()));
        best = filter == null ? best : filter;
      }
    }
    if (best != null) {
      return best;
    }
    Matcher probable = FIELD.matcher(text);
    if (!probable.matches() || fields.contains(probable.group(1))) {
      return null;
    }
    return behind(probable.group(1), text.substring(probable.end(1)));
  }

  private static @Nullable ParsedFilter behind(String field, String rest) {
    Matcher isNull = NULL.matcher(rest);
    if (isNull.matches()) {
      return new ParsedFilter(
          field, isNull.group(1) == null ? Operator.IS_NULL : Operator.IS_NOT_NULL, null);
    }
    Matcher comparison = COMPARISON.matcher(rest);
    if (!comparison.matches()) {
      return null;
    }
    for (Operator operator : Operator.values()) {
      if (operator.sign().equals(comparison.group(1))) {
        String value = unquoted(comparison.group(2));
        return value == null ? null : new ParsedFilter(field, operator, value);
      }
    }
    return null;
  }

  /**
   * The constant: as it stands, or what is between single quotes, two of which stand for one. Null
   * where it is missing or looks like another operator.
   */
  private static @Nullable String unquoted(String value) {
    if (value.length() >= 2 && value.startsWith("'") && value.endsWith("'")) {
      return value.substring(1, value.length() - 1).replace("''", "'");
    }
    return value.isEmpty() || "=<>!".indexOf(value.charAt(0)) >= 0 ? null : value;
  }

  /** Why values of the type cannot be filtered so, or null. */
  @Nullable String problem(AirbyteType type) {
    if (!operator.takesValue()) {
      return null;
    }
    if (!Condition.isComparable(type)) {
      return "values of type " + Condition.nameOf(type) + " can only be tested for null";
    }
    if (type == AirbyteType.BOOLEAN && operator.orders()) {
      return "a boolean can only be compared by = and !=";
    }
    return canonical(type) == null
        ? "'" + value + "' is no value of type " + Condition.nameOf(type)
        : null;
  }

  /** The condition, which has no {@link #problem}. */
  Condition condition(int column, AirbyteType type) {
    return Condition.of(column, type, operator, operator.takesValue() ? canonical(type) : null);
  }

  private @Nullable String canonical(AirbyteType type) {
    return switch (type) {
      case STRING -> value;
      case BOOLEAN -> value.equals("true") || value.equals("false") ? value : null;
      case INTEGER, NUMBER -> number(value);
      case ARRAY, OBJECT, UNION, UNKNOWN -> null;
      default -> TEMPORALS.canonical(type, value);
    };
  }

  private static @Nullable String number(String text) {
    try {
      return new BigDecimal(text).toString();
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
