package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A comparison of one field of a record with a constant. */
@AutoValue
abstract class Condition implements Serializable {
  /** What is compared. */
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    IS_NULL("is null"),
    IS_NOT_NULL("is not null");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }

    boolean takesValue() {
      return this != IS_NULL && this != IS_NOT_NULL;
    }

    /** Whether the order of values matters, rather than their equality alone. */
    boolean orders() {
      return this == LESS || this == AT_MOST || this == GREATER || this == AT_LEAST;
    }

    /** Whether a value that compares so with the constant matches. */
    boolean accepts(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case AT_MOST -> comparison <= 0;
        case GREATER -> comparison > 0;
        case AT_LEAST -> comparison >= 0;
        case IS_NULL -> false;
        case IS_NOT_NULL -> true;
      };
    }

    /** Whether a null, or a field that is missing, matches: it differs from every value. */
    boolean acceptsNull() {
      return this == IS_NULL || this == NOT_EQUAL;
    }
  }

  /** The index of the field among {@link RecordShape#read()}. */
  abstract int column();

  abstract AirbyteType type();

  abstract Operator operator();

  /** The constant in the canonical form of its type; null where the operator takes none. */
  abstract @Nullable String value();

  static Condition of(int column, AirbyteType type, Operator operator, @Nullable String value) {
    return new AutoValue_Condition(column, type, operator, value);
  }

  /** Whether values of the type can be compared with a constant. */
  static boolean isComparable(AirbyteType type) {
    return switch (type) {
      case ARRAY, OBJECT, UNION, UNKNOWN -> false;
      default -> true;
    };
  }

  /** The type as messages name it. */
  static String nameOf(AirbyteType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
