package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What a staged file holds. */
class CsvFileTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("text", AirbyteType.STRING),
          Column.of("n", AirbyteType.INTEGER),
          Column.of("json", AirbyteType.OBJECT));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String written(String... textAndNumberAndJson) throws IOException {
    try (CsvFile file = new CsvFile(bytes, "b1", COLUMNS, 7)) {
      file.startRow(1_700_000_000_123L);
      for (int i = textAndNumberAndJson.length - 1; i >= 0; i--) {
        if (textAndNumberAndJson[i] != null) {
          byte[] value = (" " + textAndNumberAndJson[i] + " ").getBytes(StandardCharsets.UTF_8);
          file.value(i, value, 1, value.length - 2);
        }
      }
      file.endRow(null);
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void nullIsNothingAndAnEmptyTextIsQuotes() throws IOException {
    assertThat(written("\"\"", null, null)).isEqualTo("b1,7,2023-11-14T22:13:20.123Z,,\"\",,\n");
  }

  @Test
  void valuesComeInTheOrderOfTheColumnsHoweverTheyAreGiven() throws IOException {
    assertThat(written("\"a,b\"", "-12", "{\"k\": [1,\"x\\n\"]}"))
        .isEqualTo(
            "b1,7,2023-11-14T22:13:20.123Z,,\"a,b\",-12,\"{\"\"k\"\": [1,\"\"x\\n\"\"]}\"\n");
  }

  @Test
  void theEscapesOfJsonBecomeTheirCharacters() throws IOException {
    assertThat(
            written(
                "\"q\\\" b\\\\ s\\/ \\n\\t\\r\\b\\f \\u00e9\\u0022\\ud83d\\ude00 \u00e4\"",
                null,
                null))
        .endsWith(",\"q\"\" b\\ s/ \n\t\r\b\f \u00e9\"\"\ud83d\ude00 \u00e4\",,\n");
  }

  @Test
  void theRowsMetaIsQuotedToo() throws IOException {
    try (CsvFile file = new CsvFile(bytes, "b1", COLUMNS.subList(0, 1), 0)) {
      file.startRow(0);
      file.endRow("\"changes\":[]");
      file.startRow(0);
      file.endRow(null);
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              "b1,0,1970-01-01T00:00:00Z,\"\"\"changes\"\":[]\",\n"
                  + "b1,1,1970-01-01T00:00:00Z,,\n");
    }
  }

  @Test
  void aLargeTextFits() throws IOException {
    String large = "\"" + "\\u00e9".repeat(3_000_000) + "\"";
    assertThat(written(large, null, null)).hasSizeGreaterThan(3_000_000);
  }
}
