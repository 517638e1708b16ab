package io.github.airbyteio.duckdb;

import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.StreamTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tells whether texts repeat in the rows of a load, by a look at some of its files.
 *
 * <p>DuckDB tries to make a dictionary of each column of texts before it takes another compression.
 * Where no text repeats that comes to nothing, and is a third of the whole load. But whether it
 * tries can be said of all columns at once only, and one whose texts do repeat is ten times slower
 * to group by without its dictionary.
 */
final class RepeatedTexts {
  /** Among so many rows those texts meet again that would be worth a dictionary. */
  private static final int ROWS = 20_000;

  /** To look at more files than these for so many rows takes longer than it is worth. */
  private static final int FILES = 50;

  private RepeatedTexts() {}

  /**
   * Whether in some column one text in ten, or more, is one that was there before, or may be: where
   * records are so large that a look is long.
   */
  static boolean any(Connection connection, StreamTable table, List<StagedBlock> blocks)
      throws SQLException {
    String repeats =
        table.written().stream()
            .filter(column -> isText(table, column))
            .map(column -> "count(DISTINCT c" + column + ") < 0.9 * count(c" + column + ")")
            .collect(Collectors.joining(" OR "));
    long rows = blocks.stream().mapToLong(StagedBlock::records).sum();
    if (repeats.isEmpty() || rows < (long) blocks.size() * ROWS / FILES) {
      return true;
    }
    int step = (int) Math.max(1, Math.min(blocks.size(), rows / ROWS));
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery("SELECT " + repeats + StagedRows.from(some(blocks, step)))) {
      return !answer.next() || answer.getBoolean(1);
    }
  }

  private static boolean isText(StreamTable table, int column) {
    StagedType type = StagedType.of(table.type(column));
    return type == StagedType.TEXT || type == StagedType.JSON;
  }

  /** Blocks from all parts of the load. */
  private static List<StagedBlock> some(List<StagedBlock> blocks, int step) {
    return IntStream.iterate(0, i -> i < blocks.size(), i -> i + step)
        .mapToObj(blocks::get)
        .toList();
  }
}
