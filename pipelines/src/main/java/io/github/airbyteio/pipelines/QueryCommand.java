package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbQuery;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads what syncs have written. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = "Runs a statement that reads, and prints its rows.",
    footer = {
      "",
      "Examples:",
      "  airbyteio query \"SHOW TABLES\" --db faker.duckdb",
      "  airbyteio query \"SELECT * FROM users\" --db faker.duckdb --format csv > users.csv"
    })
final class QueryCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SQL", description = "The statement, in DuckDB's SQL.")
  private String sql;

  @Option(
      names = "--db",
      required = true,
      paramLabel = "FILE|TARGET",
      description = "A DuckDB file, or a target of 'sync' such as motherduck:DATABASE.")
  private String database;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "table|csv|json|ndjson",
      description = {
        "A table, the default; CSV, in which a NULL is nothing and an empty text is \"\";",
        "a JSON array; or a JSON object a line."
      })
  private String format;

  @Option(
      names = "--limit",
      defaultValue = "100",
      paramLabel = "N",
      description = "How many rows a table shows; 0: all. Default: 100. Other formats have all.")
  private int limit;

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new AirbyteIoException(
          Category.USAGE, "--limit " + limit + ": must be 0 or more.", null);
    }
    Stdout stdout = new Stdout();
    PrintStream out =
        new PrintStream(new BufferedOutputStream(stdout, 1 << 16), false, StandardCharsets.UTF_8);
    RowPrinter printer = RowPrinter.of(format, out, limit);
    try (DuckDbQuery query = TargetNotation.parseDatabase(database).query(sql)) {
      String told = printer.print(PrintedRows.of(query));
      if (told != null) {
        System.err.println(told);
      }
    }
    out.flush();
    stdout.requireComplete();
    return 0;
  }

  /** Remembers why it could not be written, which a {@link PrintStream} does not. */
  private static final class Stdout extends FilterOutputStream {
    private @Nullable IOException failure;

    Stdout() {
      super(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      try {
        out.write(bytes, start, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    /** A reader that has seen enough, as in {@code | head}, is no failure. */
    void requireComplete() {
      if (failure != null && !"Broken pipe".equals(failure.getMessage())) {
        throw new AirbyteIoException(
            Category.SINK,
            null,
            "Not all rows could be printed: " + failure.getMessage() + ".",
            "What was printed is incomplete: make room, and run again.",
            failure);
      }
    }
  }
}
