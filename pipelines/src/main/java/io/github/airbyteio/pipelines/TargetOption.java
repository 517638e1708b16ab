package io.github.airbyteio.pipelines;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import picocli.CommandLine.Option;

/** The option that says where to write. */
final class TargetOption {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET",
      description = "Where the data goes: duckdb:FILE[?schema=NAME].")
  private String target;

  DuckDbSink sink() {
    return parse(target);
  }

  /**
   * @throws AirbyteIoException if the notation is not known
   */
  static DuckDbSink parse(String target) {
    if (!target.startsWith("duckdb:")) {
      throw usage("'" + target + "' is no target.");
    }
    String[] parts = target.substring("duckdb:".length()).split("\\?", 2);
    if (parts[0].isEmpty()) {
      throw usage("'" + target + "' names no file.");
    }
    DuckDbSink sink = DuckDbSink.to(parts[0]);
    if (parts.length == 1) {
      return sink;
    }
    for (String setting : parts[1].split("&", -1)) {
      if (!setting.startsWith("schema=") || setting.length() == "schema=".length()) {
        throw usage("'" + target + "': the setting '" + setting + "' is not known.");
      }
      sink = sink.withSchema(setting.substring("schema=".length()));
    }
    return sink;
  }

  private static AirbyteIoException usage(String message) {
    return new AirbyteIoException(
        Category.USAGE, message, "Name it as duckdb:FILE or duckdb:FILE?schema=NAME.");
  }
}
