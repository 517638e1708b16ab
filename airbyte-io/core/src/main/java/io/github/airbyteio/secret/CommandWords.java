package io.github.airbyteio.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a command into words: by spaces; what stands in single or double quotes is kept whole. */
final class CommandWords {
  private static final Pattern PART = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)|(\\s+)");

  private CommandWords() {}

  /** The words; empty if a quote is not closed. */
  static Optional<List<String>> split(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    Matcher part = PART.matcher(command);
    int end = 0;
    while (part.find()) {
      if (part.start() != end) {
        return Optional.empty();
      }
      end = part.end();
      if (part.group(4) != null) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
      } else {
        word = word == null ? new StringBuilder() : word;
        for (int group = 1; group <= 3; group++) {
          word.append(part.group(group) == null ? "" : part.group(group));
        }
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return end == command.length() ? Optional.of(List.copyOf(words)) : Optional.empty();
  }
}
