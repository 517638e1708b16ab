package io.github.airbyteio.schema;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decides which records are kept: those that match all conditions. Values are compared as their
 * column's type asks for: numbers by value, dates and times by the moment, texts by their
 * characters.
 */
final class RecordFilter {
  private final List<Test> tests = new ArrayList<>();
  private final @Nullable Integer deletion;

  private interface Comparison {
    int with(Slice value);
  }

  private record Test(int column, Condition.Operator operator, Comparison comparison) {
    boolean accepts(Slice value) {
      return value.present
          ? operator.accepts(operator.takesValue() ? comparison.with(value) : 0)
          : operator.acceptsNull();
    }
  }

  private RecordFilter(RecordShape shape) {
    this.deletion = shape.deletion();
    for (Condition condition : shape.conditions()) {
      tests.add(new Test(condition.column(), condition.operator(), comparison(condition)));
    }
  }

  /** The filter of a shape; empty where all records are kept. */
  static Optional<RecordFilter> of(RecordShape shape) {
    return shape.conditions().isEmpty() ? Optional.empty() : Optional.of(new RecordFilter(shape));
  }

  boolean accepts(Slice[] row) {
    if (deletion != null && row[deletion].present) {
      return true;
    }
    for (Test test : tests) {
      if (!test.accepts(row[test.column()])) {
        return false;
      }
    }
    return true;
  }

  private static Comparison comparison(Condition condition) {
    String constant = condition.value();
    if (constant == null) {
      return value -> 0;
    }
    return switch (condition.type()) {
      case STRING -> {
        byte[] utf8 = constant.getBytes(StandardCharsets.UTF_8);
        yield value -> Arrays.compareUnsigned(JsonText.utf8(value), utf8);
      }
      case BOOLEAN -> {
        boolean bool = Boolean.parseBoolean(constant);
        yield value -> Boolean.compare(Boolean.parseBoolean(text(value)), bool);
      }
      case INTEGER, NUMBER -> {
        BigDecimal number = new BigDecimal(constant);
        yield value -> new BigDecimal(text(value)).compareTo(number);
      }
      case DATE -> {
        LocalDate date = LocalDate.parse(constant);
        yield value -> LocalDate.parse(text(value)).compareTo(date);
      }
      case TIMESTAMP_WITH_TIMEZONE -> {
        Instant instant = Instant.parse(constant);
        yield value -> Instant.parse(text(value)).compareTo(instant);
      }
      case TIMESTAMP_WITHOUT_TIMEZONE -> {
        LocalDateTime time = LocalDateTime.parse(constant);
        yield value -> LocalDateTime.parse(text(value)).compareTo(time);
      }
      case TIME_WITHOUT_TIMEZONE -> {
        LocalTime time = LocalTime.parse(constant);
        yield value -> LocalTime.parse(text(value)).compareTo(time);
      }
      case TIME_WITH_TIMEZONE -> {
        long nanos = utcNanos(constant);
        yield value -> Long.compare(utcNanos(text(value)), nanos);
      }
      case ARRAY, OBJECT, UNION, UNKNOWN ->
          throw new IllegalArgumentException(condition + " compares what has no order");
    };
  }

  private static long utcNanos(String time) {
    OffsetTime parsed = OffsetTime.parse(time);
    return parsed.toLocalTime().toNanoOfDay()
        - TimeUnit.SECONDS.toNanos(parsed.getOffset().getTotalSeconds());
  }

  private static String text(Slice value) {
    return new String(JsonText.utf8(value), StandardCharsets.UTF_8);
  }
}
