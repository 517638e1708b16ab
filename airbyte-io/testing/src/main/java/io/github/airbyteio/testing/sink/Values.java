package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.List;

/** Compares what was written with what is stored, value by value. */
public final class Values {
  private Values() {}

  /** Fails unless each record is a row whose values are all equal, in any order of rows. */
  static void assertEqual(StreamWriter writer, List<String> written) throws Exception {
    StreamSchema schema = StreamSchema.fromJsonSchema(writer.jsonSchema());
    List<StoredRow> rows = new ArrayList<>(writer.rows());
    assertThat(rows).hasSize(written.size());
    for (String record : written) {
      JsonNode data = StreamWriter.JSON.readTree(record);
      List<String> closest = null;
      for (StoredRow row : List.copyOf(rows)) {
        List<String> differences = differences(schema, data, row);
        if (differences.isEmpty()) {
          rows.remove(row);
          closest = null;
          break;
        }
        if (closest == null || differences.size() < closest.size()) {
          closest = differences;
        }
      }
      assertThat(closest).as("the record closest to %.200s", record).isNull();
    }
  }

  private static List<String> differences(StreamSchema schema, JsonNode data, StoredRow row)
      throws IOException {
    List<String> differences = new ArrayList<>();
    for (Column column : schema.columns()) {
      JsonNode stored = row.values().get(column.field());
      JsonNode value = data.path(column.field());
      if (stored == null) {
        differences.add(column.field() + " has no column");
      } else if (!equal(
          column.type(), value.isMissingNode() ? NullNode.getInstance() : value, stored)) {
        differences.add(
            String.format("%s: %.100s is stored as %.100s", column.field(), value, stored));
      }
    }
    if (!row.meta().path("changes").isEmpty()) {
      differences.add("changes: " + row.meta().path("changes"));
    }
    return differences;
  }

  /**
   * Whether a stored value is the written one: JSON by its values, dates and times by what they
   * mean. Numbers are compared as they are written, so parse them as exact decimals.
   */
  public static boolean equal(AirbyteType type, JsonNode written, JsonNode stored) {
    if (written.isNull() || stored.isNull()) {
      return written.isNull() && stored.isNull();
    }
    String left = written.asText();
    String right = stored.asText();
    return switch (type) {
      case DATE -> LocalDate.parse(left).equals(LocalDate.parse(right));
      case TIMESTAMP_WITH_TIMEZONE ->
          OffsetDateTime.parse(left).toInstant().equals(OffsetDateTime.parse(right).toInstant());
      case TIMESTAMP_WITHOUT_TIMEZONE ->
          LocalDateTime.parse(left).equals(LocalDateTime.parse(right));
      case TIME_WITH_TIMEZONE -> OffsetTime.parse(left).equals(OffsetTime.parse(right));
      case TIME_WITHOUT_TIMEZONE -> LocalTime.parse(left).equals(LocalTime.parse(right));
      case NUMBER -> same(written, stored) || isItsDouble(written, stored);
      default -> same(written, stored);
    };
  }

  /**
   * Whether the stored number is a double that stands for the written one: its exact value, rounded
   * to as many digits as were written, is that. So 0.1 is itself, and 4.9e-324 is 5e-324, which is
   * its shortest form elsewhere; 9007199254740992 is not 9007199254740993.
   */
  private static boolean isItsDouble(JsonNode written, JsonNode stored) {
    if (!written.isNumber() || !stored.isNumber() || Double.isInfinite(stored.doubleValue())) {
      return false;
    }
    BigDecimal exact = new BigDecimal(stored.doubleValue());
    BigDecimal number = new BigDecimal(written.asText());
    MathContext digits = new MathContext(number.precision(), RoundingMode.HALF_EVEN);
    return exact.round(digits).compareTo(number) == 0;
  }

  /** JSON equality in which numbers are compared by value: 1.50 is 1.5, and 1 is not "1". */
  static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return new BigDecimal(a.asText()).compareTo(new BigDecimal(b.asText())) == 0;
    }
    if (a.isArray() && b.isArray() && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject() && b.isObject() && a.size() == b.size()) {
      return a.properties().stream()
          .allMatch(e -> b.has(e.getKey()) && same(e.getValue(), b.get(e.getKey())));
    }
    return a.equals(b);
  }
}
