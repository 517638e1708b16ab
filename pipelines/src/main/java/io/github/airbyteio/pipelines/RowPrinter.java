package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.airbyteio.duckdb.ResultValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Prints rows as they come, so that any number of them does, and stops when nobody reads any more.
 * Only a table is gathered first: its columns are as wide as their values.
 */
abstract class RowPrinter {
  final PrintStream out;

  private RowPrinter(PrintStream out) {
    this.out = out;
  }

  /**
   * @param limit how many rows a table has at most; 0: all
   * @throws AirbyteIoException of category USAGE if the format is not known
   */
  static RowPrinter of(String format, PrintStream out, int limit) {
    return switch (format) {
      case "table" -> new Table(out, limit);
      case "csv" -> new Csv(out);
      case "json" -> new Json(out, "[\n ", ",\n ", "\n]\n");
      case "ndjson" -> new Json(out, "", "\n", "\n");
      default ->
          throw new AirbyteIoException(
              Category.USAGE, "--format " + format + ": must be table, csv, json or ndjson.", null);
    };
  }

  /**
   * @return what to tell people beside the rows; null: nothing
   */
  abstract @Nullable String print(PrintedRows rows);

  private static final class Table extends RowPrinter {
    private final int limit;

    Table(PrintStream out, int limit) {
      super(out);
      this.limit = limit;
    }

    @Override
    @Nullable String print(PrintedRows rows) {
      TextTable table = new TextTable(rows.columns().toArray(new String[0]));
      int shown = 0;
      boolean more = false;
      while (rows.next() && !more) {
        more = limit > 0 && shown == limit;
        if (!more) {
          table.row(
              rows.row().stream()
                  .map(value -> value == null ? "NULL" : value.text())
                  .toArray(String[]::new));
          shown++;
        }
      }
      if (rows.columns().isEmpty()) {
        return null;
      }
      out.print(table);
      out.flush();
      return more
          ? "The first " + shown + " rows; --limit 0 shows all."
          : shown + (shown == 1 ? " row." : " rows.");
    }
  }

  /** As RFC 4180 has it, with the line ends of Unix. */
  private static final class Csv extends RowPrinter {
    Csv(PrintStream out) {
      super(out);
    }

    @Override
    @Nullable String print(PrintedRows rows) {
      if (!rows.columns().isEmpty()) {
        line(rows.columns());
      }
      while (rows.next() && !out.checkError()) {
        List<@Nullable String> texts = new ArrayList<>();
        rows.row().forEach(value -> texts.add(value == null ? null : value.text()));
        line(texts);
      }
      return null;
    }

    private void line(List<@Nullable String> texts) {
      // Not println: its flush of each line would cost more than the line.
      out.print(texts.stream().map(Csv::field).collect(Collectors.joining(",")) + "\n");
    }

    private static String field(@Nullable String text) {
      if (text == null) {
        return "";
      }
      boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
      return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  }

  private static final class Json extends RowPrinter {
    private final String before;
    private final String between;
    private final String after;

    Json(PrintStream out, String before, String between, String after) {
      super(out);
      this.before = before;
      this.between = between;
      this.after = after;
    }

    @Override
    @Nullable String print(PrintedRows rows) {
      Set<String> names = new HashSet<>();
      for (String name : rows.columns()) {
        if (!names.add(name)) {
          throw new AirbyteIoException(
              Category.USAGE,
              "Two columns have the name '" + name + "', which a JSON object has once.",
              "Name them apart, as in SELECT a.id AS a_id, or choose --format csv.");
        }
      }
      List<String> keys = rows.columns().stream().map(name -> quoted(name) + ":").toList();
      boolean first = true;
      while (rows.next() && !out.checkError()) {
        out.print(first ? before : between);
        first = false;
        out.print(object(keys, rows));
      }
      out.print(first ? before.isEmpty() ? "" : "[]\n" : after);
      return null;
    }

    private static String object(List<String> keys, PrintedRows rows) {
      List<@Nullable ResultValue> row = rows.row();
      StringBuilder object = new StringBuilder("{");
      for (int i = 0; i < keys.size(); i++) {
        if (rows.has(i)) {
          ResultValue value = row.get(i);
          object.append(object.length() == 1 ? "" : ",").append(keys.get(i));
          object.append(
              value == null ? "null" : value.json() ? value.text() : quoted(value.text()));
        }
      }
      return object.append('}').toString();
    }

    private static String quoted(String text) {
      return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
  }
}
