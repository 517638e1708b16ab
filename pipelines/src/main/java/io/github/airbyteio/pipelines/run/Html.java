package io.github.airbyteio.pipelines.run;

import java.util.Locale;

/** How texts and numbers stand in a page. */
final class Html {
  private Html() {}

  /** The text as it may stand in an element or a quoted attribute. */
  static String text(String raw) {
    StringBuilder text = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        case '\'' -> text.append("&#39;");
        case '\n', '\t' -> text.append(c);
        default -> text.append(Character.isISOControl(c) ? '\ufffd' : c);
      }
    }
    return text.toString();
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Three digits or so: 1.2k, 34M. */
  static String compact(double value) {
    String[] units = {"", "k", "M", "G", "T"};
    int unit = 0;
    double left = value;
    while (left >= 1000 && unit < units.length - 1) {
      left /= 1000;
      unit++;
    }
    String digits =
        left < 10 && left != Math.rint(left)
            ? String.format(Locale.ROOT, "%.1f", left)
            : String.format(Locale.ROOT, "%.0f", left);
    return digits + units[unit];
  }

  static String bytes(long value) {
    return value < 1000
        ? value + " B"
        : value < 1_000_000
            ? String.format(Locale.ROOT, "%.1f kB", value / 1e3)
            : value < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", value / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", value / 1e9);
  }

  /** A point in time or a length of it. */
  static String seconds(double seconds) {
    if (seconds < 60) {
      return seconds == Math.rint(seconds)
          ? String.format(Locale.ROOT, "%.0f s", seconds)
          : String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }
}
