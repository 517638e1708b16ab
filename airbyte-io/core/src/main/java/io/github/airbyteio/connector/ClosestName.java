package io.github.airbyteio.connector;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user may have meant. */
public final class ClosestName {
  private ClosestName() {}

  /** The name with the fewest edits, if they are few for its length. */
  public static Optional<String> of(String wrong, Collection<String> names) {
    String lower = wrong.toLowerCase(Locale.ROOT);
    String best = null;
    int fewest = Math.max(1, wrong.length() / 3) + 1;
    for (String name : names) {
      int edits = edits(lower, name.toLowerCase(Locale.ROOT));
      if (edits < fewest) {
        fewest = edits;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The Levenshtein distance. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
