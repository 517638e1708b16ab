package io.github.airbyteio.duckdb;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;

/** Reads the driver's values without losing anything of them. */
final class ResultValues {
  private static final LocalDate EPOCH = LocalDate.EPOCH;
  private static final LocalDate INFINITE_DATE = EPOCH.plusDays(Integer.MAX_VALUE);
  private static final LocalDate MINUS_INFINITE_DATE = EPOCH.minusDays(Integer.MAX_VALUE);
  private static final LocalDateTime INFINITE_TIME = time(Long.MAX_VALUE);
  private static final LocalDateTime MINUS_INFINITE_TIME = time(-Long.MAX_VALUE);

  private ResultValues() {}

  private static LocalDateTime time(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L),
        (int) Math.floorMod(micros, 1_000_000L) * 1_000,
        ZoneOffset.UTC);
  }

  /** Reads a column of the current row, counted from 1. */
  static @Nullable ResultValue of(ResultSet rows, int column) throws SQLException {
    String type = rows.getMetaData().getColumnTypeName(column);
    return switch (type) {
      // A java.sql.Timestamp cannot say 02:30 of a night in which clocks go forward.
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
          of(rows.getObject(column, LocalDateTime.class));
      case "TIME" -> of(endOfDay(rows, column));
      default -> of(rows.getObject(column));
    };
  }

  /** DuckDB has a 24:00:00, Java has not. */
  private static @Nullable Object endOfDay(ResultSet rows, int column) throws SQLException {
    try {
      return rows.getObject(column);
    } catch (DateTimeException e) {
      return "24:00:00";
    }
  }

  private static @Nullable ResultValue of(@Nullable Object value) throws SQLException {
    if (value == null) {
      return null;
    }
    if (value instanceof Double || value instanceof Float) {
      // JSON has no NaN and no infinity.
      return new ResultValue(value.toString(), Double.isFinite(((Number) value).doubleValue()));
    }
    if (value instanceof BigDecimal decimal) {
      return new ResultValue(decimal.toPlainString(), true);
    }
    if (value instanceof Number || value instanceof Boolean) {
      return new ResultValue(value.toString(), true);
    }
    if (value instanceof JsonNode json) {
      // In valid JSON line breaks are white space: lines of JSON must stay lines.
      return new ResultValue(json.toString().replace('\n', ' ').replace('\r', ' '), true);
    }
    if (value instanceof Array array) {
      return new ResultValue(list((Object[]) array.getArray()), true);
    }
    if (value instanceof DuckDBStruct struct) {
      return new ResultValue(object(struct.getMap()), true);
    }
    if (value instanceof Map<?, ?> map) {
      return new ResultValue(object(map), true);
    }
    return new ResultValue(text(value), false);
  }

  private static String text(Object value) throws SQLException {
    if (value instanceof LocalDate date) {
      return date.equals(INFINITE_DATE)
          ? "infinity"
          : date.equals(MINUS_INFINITE_DATE) ? "-infinity" : date.toString();
    }
    if (value instanceof Timestamp time) {
      return dateTime(time.toLocalDateTime(), "");
    }
    if (value instanceof LocalDateTime time) {
      return dateTime(time, "");
    }
    if (value instanceof OffsetDateTime time) {
      return dateTime(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(), "Z");
    }
    if (value instanceof LocalTime time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
    }
    if (value instanceof OffsetTime time) {
      return DateTimeFormatter.ISO_OFFSET_TIME.format(time);
    }
    if (value instanceof Blob blob) {
      return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
    }
    return value.toString();
  }

  private static String dateTime(LocalDateTime time, String zone) {
    return time.equals(INFINITE_TIME)
        ? "infinity"
        : time.equals(MINUS_INFINITE_TIME)
            ? "-infinity"
            : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) + zone;
  }

  private static String list(Object[] values) throws SQLException {
    List<String> items = new ArrayList<>();
    for (Object value : values) {
      items.add(json(of(value)));
    }
    return "[" + String.join(",", items) + "]";
  }

  private static String object(Map<?, ?> values) throws SQLException {
    List<String> members = new ArrayList<>();
    for (Map.Entry<?, ?> member : values.entrySet()) {
      ResultValue key = of(member.getKey());
      members.add(quoted(key == null ? "null" : key.text()) + ":" + json(of(member.getValue())));
    }
    return "{" + String.join(",", members) + "}";
  }

  private static String json(@Nullable ResultValue value) {
    return value == null ? "null" : value.json() ? value.text() : quoted(value.text());
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
