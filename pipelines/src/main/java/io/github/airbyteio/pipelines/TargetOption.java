package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbSink;
import picocli.CommandLine.Option;

/** The option that says where to write. */
final class TargetOption {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET",
      description = {
        "Where the data goes: duckdb:FILE[?schema=NAME],",
        "or motherduck:DATABASE[?schema=NAME&token=env:NAME|file:PATH]."
      })
  private String target;

  DuckDbSink sink() {
    return TargetNotation.parse(target);
  }
}
