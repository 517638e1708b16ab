package io.github.airbyteio.pipelines;

import java.util.ArrayList;
import java.util.List;

/** Lays texts out in columns. */
final class TextTable {
  private static final int MAX_WIDTH = 60;

  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... header) {
    rows.add(header);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  /** One line, without what a terminal would obey. */
  private static String cell(String text) {
    String line = text.replaceAll("\\p{Cc}", " ");
    if (line.length() <= MAX_WIDTH) {
      return line;
    }
    int end = MAX_WIDTH - 1;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  @Override
  public String toString() {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], cell(row[i]).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(cell(row[i])).append(" ".repeat(widths[i] - cell(row[i]).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
