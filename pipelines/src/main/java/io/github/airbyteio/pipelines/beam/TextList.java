package io.github.airbyteio.pipelines.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The value of a pipeline option that may stand for several: one text, or a JSON array of texts.
 * Beam would divide a list at each comma, which conditions and keys have themselves.
 */
final class TextList {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private TextList() {}

  /**
   * @param option how the user calls the option
   * @param value null or blank: none
   */
  static List<String> parse(String option, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return List.of();
    }
    if (!value.stripLeading().startsWith("[")) {
      return List.of(value);
    }
    try {
      List<String> texts = JSON.readValue(value, TEXTS);
      if (texts.stream().allMatch(Objects::nonNull)) {
        return texts;
      }
    } catch (JsonProcessingException e) {
      // Told below.
    }
    String hint = "Write one text, or a JSON array of texts: [\"...\", \"...\"].";
    throw Options.refused(option, value + " is no JSON array of texts. " + hint, hint);
  }
}
