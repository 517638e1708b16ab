package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbQuery;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
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
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    RowPrinter printer = RowPrinter.of(format, out, limit);
    DuckDbSink source =
        database.startsWith("duckdb:") || database.startsWith("motherduck:")
            ? TargetNotation.parse(database)
            : DuckDbSink.to(database);
    try (DuckDbQuery query = source.query(sql)) {
      printer.print(query);
    }
    out.flush();
    return 0;
  }
}
