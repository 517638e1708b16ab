package io.github.airbyteio.pipelines;

import io.github.airbyteio.sink.Sink;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says where to write. */
final class TargetOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "TARGET",
      description = {
        "Where the data goes: duckdb:FILE[?schema=NAME],",
        "motherduck:DATABASE[?schema=NAME&token=env:NAME|file:PATH],",
        "postgresql://HOST[:PORT]/DATABASE[?schema=NAME&user=NAME&password=env:NAME|file:PATH],",
        "or snowflake://ACCOUNT/DATABASE/SCHEMA?user=NAME&private_key=file:PATH[&warehouse=NAME",
        "&role=NAME] (or token, oauth, password in place of private_key)."
      })
  private @Nullable String target;

  void addTo(SyncArguments.Given given) {
    given.put("to", "--to", target);
  }

  /** The target as it is written, which is one. */
  String notation() {
    Sink unused = sink();
    return Objects.requireNonNull(target);
  }

  boolean isGiven() {
    return target != null;
  }

  /**
   * @throws ParameterException if no target is named
   */
  Sink sink() {
    if (target == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--to=TARGET'");
    }
    return TargetNotation.parse(target);
  }
}
