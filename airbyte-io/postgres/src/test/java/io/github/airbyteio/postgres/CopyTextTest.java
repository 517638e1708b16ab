package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** What COPY reads of the text that is written for a JSON string or JSON text is the same. */
class CopyTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private interface Writing {
    void to(CopyText text) throws IOException;
  }

  private static String written(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CopyText text = new CopyText((piece, length) -> bytes.write(piece, 0, length));
    writing.to(text);
    text.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** As the documentation of COPY has it. */
  private static String read(String field) {
    assertThat(field).doesNotContain("\n", "\t", "\r");
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\') {
        c =
            switch (field.charAt(++i)) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              case '\\' -> '\\';
              default -> throw new AssertionError("escape " + field.charAt(i));
            };
      }
      read.append(c);
    }
    return read.toString();
  }

  private static String asString(String json) throws IOException {
    byte[] bytes = ("#" + json + "#").getBytes(StandardCharsets.UTF_8);
    return read(written(text -> text.string(bytes, 1, bytes.length - 2)));
  }

  private static String asJson(String json) throws IOException {
    byte[] bytes = ("#" + json + "#").getBytes(StandardCharsets.UTF_8);
    return read(written(text -> text.json(bytes, 1, bytes.length - 2)));
  }

  @Property(tries = 2_000)
  void anyStringIsTheSame(
      @ForAll @CharRange(from = '\u0001', to = '\ud7ff') @StringLength(max = 40) String value)
      throws IOException {
    assertThat(asString(JSON.writeValueAsString(value))).isEqualTo(value);
    assertThat(asJson(JSON.writeValueAsString(value))).isEqualTo(JSON.writeValueAsString(value));
  }

  @Property(tries = 2_000)
  void anyEscapedStringIsTheSame(
      @ForAll @CharRange(from = '\u0001', to = '\u00ff') @StringLength(max = 40) String value)
      throws IOException {
    StringBuilder json = new StringBuilder("\"");
    value.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    assertThat(asString(json + "\"")).isEqualTo(value);
  }

  @Example
  void pairsEscapesAndWhiteSpace() throws IOException {
    assertThat(asString("\"\\ud83d\\ude00 \\/ \\\" \\b\\f \\u00E9\""))
        .isEqualTo("\ud83d\ude00 / \" \b\f \u00e9");
    assertThat(asString("\"\\ud83d\"")).isEqualTo("\ufffd");
    assertThat(asString("\"\\ud83d\\u0041\"")).isEqualTo("\ufffdA");
    assertThat(asString("\"\\u0000\"")).isEqualTo("\ufffd");
    assertThat(asString("\"\"")).isEmpty();
    assertThat(asJson("{\n\t\"a\" :\r\"\\n\"}")).isEqualTo("{  \"a\" : \"\\n\"}");
  }

  @Example
  void longTextsAreHandedOnInPieces() throws IOException {
    String value = "0123456789\\\u00e9\ud83d\ude00\n".repeat(50_000);
    assertThat(asString(JSON.writeValueAsString(value))).isEqualTo(value);
    StringBuilder json = new StringBuilder("\"");
    value.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    assertThat(asString(json + "\"")).isEqualTo(value);
  }

  @Example
  void whatJsonbRefusesOfASourcesOwnChangesIsReplaced() {
    assertThat(StorableJson.of("{\"a\":\"\\u0000 \\\\u0000 \\ud800 \\ud83d\\ude00 \\udc00\"}"))
        .isEqualTo("{\"a\":\"\\ufffd \\\\u0000 \\ufffd \\ud83d\\ude00 \\ufffd\"}");
  }
}
