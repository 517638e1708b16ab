package io.github.airbyteio.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON that jsonb takes: U+0000 and halves of surrogate pairs, which may be in the names of fields
 * and in what a source tells of its own changes, become U+FFFD. Values never come here.
 */
final class StorableJson {
  /** An escape, or a whole pair of them. */
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:u[dD][89abAB]\\p{XDigit}{2}\\\\u[dD][c-fC-F]\\p{XDigit}{2}|u\\p{XDigit}{4}|.)");

  private static final Pattern UNSTORABLE =
      Pattern.compile("\\\\u(?:0000|[dD][89a-fA-F]\\p{XDigit}{2})");

  private StorableJson() {}

  static String of(String json) {
    if (!json.contains("\\u")) {
      return json;
    }
    return ESCAPE
        .matcher(json)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    UNSTORABLE.matcher(escape.group()).matches() ? "\\ufffd" : escape.group()));
  }
}
