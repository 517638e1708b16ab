package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a store cannot hold is replaced or null, always with its reason. */
class ValueLimitsTest {
  private static final ValueLimits NARROW =
      Limits.usual()
          .setNumbersAreDoubles(false)
          .setMaxIntegerDigits(20)
          .setMaxFractionDigits(18)
          .setMaxTextBytes(60)
          .setMaxJsonBytes(50)
          .setStoresNulCharacter(false)
          .setMaxOffsetSeconds(16 * 3600 - 1)
          .build();

  private static final class Kept implements RowHandler {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void startRow(long emittedAtMillis) {}

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      text.append(new String(json, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void endRow(@Nullable String meta) {
      if (meta != null) {
        text.append(' ')
            .append(meta.replaceAll(".*change\":\"(\\w+)\".*reason\":\"(\\w+)\".*", "$1 $2"));
      }
    }
  }

  /** The value that is handed on, and what is recorded of it. */
  private static String conform(AirbyteType type, String json) throws IOException {
    return conform(NARROW, type, json);
  }

  private static String conform(ValueLimits limits, AirbyteType type, String json)
      throws IOException {
    Kept kept = new Kept();
    byte[] line =
        ("{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"a\":"
                + json
                + "},\"emitted_at\":7}}\n")
            .getBytes(StandardCharsets.UTF_8);
    ConformCounts counts =
        new RecordConformer(StreamSchema.of(List.of(Column.of("a", type))), limits)
            .conform(line, 0, line.length, kept);
    assertThat(counts.records()).isEqualTo(1);
    return kept.text.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "STRING | \"a\\u0000b\" | \"a\\ufffdb\" TRUNCATED DESTINATION_SERIALIZATION_ERROR",
        "STRING | \"\\\\u0000\" | \"\\\\u0000\"",
        "STRING | \"\\\\\\u0000\" | \"\\\\\\ufffd\" TRUNCATED DESTINATION_SERIALIZATION_ERROR",
        "OBJECT | {\"k\\u0000\":\"\\u0000\"} | {\"k\\ufffd\":\"\\ufffd\"} TRUNCATED DESTINATION_SERIALIZATION_ERROR",
        "NUMBER | 12345678901234567890.0123456789 | 12345678901234567890.0123456789",
        "NUMBER | 123456789012345678901 | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 0.0123456789012345678 | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 1e21 | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "NUMBER | 1e-19 | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "OBJECT | {\"a\":[1e21]} | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "OBJECT | {\"a\":[1e99999999999]} | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "UNION | 1e21 | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "UNION | \"1e21\" | \"1e21\"",
        "STRING | 1e21 | \"1e21\"",
        "STRING | {\"a\":1e21} | \"{\\\"a\\\":1e21}\"",
        "STRING | \"1234567890123456789012345678901234567890123456789012345\" | \"1234567890123456789012345678901234567890123456789012345\"",
        "UNION | \"1234567890123456789012345678901234567890123456789012345\" | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "TIME_WITH_TIMEZONE | \"03:04:05+15:59\" | \"03:04:05+15:59\"",
        "TIME_WITH_TIMEZONE | \"03:04:05-16:00\" | NULLED DESTINATION_SERIALIZATION_ERROR",
      })
  void aValueIsEqualOrItsChangeIsRecorded(AirbyteType type, String json, String expected)
      throws IOException {
    assertThat(conform(type, json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":[1234567890.1234567890]} | {\"a\":[1234567890.1234567890]}",
        "[1e300, 0.5e-7] | [1e300, 0.5e-7]",
        "[123456789012345678901] | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "[0.12345678901234567890] | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "[12345678901234567.1e3] | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "[1e400] | NULLED DESTINATION_FIELD_SIZE_LIMITATION",
        "[1180591620717411303424] | [1180591620717411303424]",
      })
  void aNumberWithinJsonThatTheStoreWouldMakeADoubleMustBeOne(String json, String kept)
      throws IOException {
    ValueLimits limits = Limits.usual().setMaxJsonNumberDigits(20).build();
    assertThat(conform(limits, AirbyteType.UNKNOWN, json)).isEqualTo(kept);
  }
}
