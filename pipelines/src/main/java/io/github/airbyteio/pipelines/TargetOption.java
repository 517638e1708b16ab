package io.github.airbyteio.pipelines;

import io.github.airbyteio.sink.Sink;
import picocli.CommandLine.Option;

/** The option that says where to write. */
final class TargetOption {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET",
      description = {
        "Where the data goes: duckdb:FILE[?schema=NAME],",
        "motherduck:DATABASE[?schema=NAME&token=env:NAME|file:PATH],",
        "postgresql://HOST[:PORT]/DATABASE[?schema=NAME&user=NAME&password=env:NAME|file:PATH],",
        "or snowflake://ACCOUNT/DATABASE/SCHEMA?user=NAME&private_key=file:PATH[&warehouse=NAME",
        "&role=NAME] (or token, oauth, password in place of private_key)."
      })
  private String target;

  Sink sink() {
    return TargetNotation.parse(target);
  }
}
