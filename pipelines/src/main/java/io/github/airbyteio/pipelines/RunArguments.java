package io.github.airbyteio.pipelines;

import io.github.airbyteio.pipelines.run.Notifier;
import io.github.airbyteio.pipelines.run.RepeatableCommand;
import io.github.airbyteio.pipelines.run.SuspectNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Keeps the arguments of a sync, so that it can be run again: only values of options that are known
 * to hold no secret.
 */
final class RunArguments {
  private static final String CONFIG = "--config";

  /** A value that is neither listed here nor looked at below may be a secret, and is not kept. */
  private static final Set<String> HARMLESS =
      Set.of(
          "--source",
          "--connection",
          "--python",
          "--pip-args",
          "--to",
          "--streams",
          "--mode",
          "--processes",
          "--retries",
          "--heartbeat",
          "--on-count-mismatch",
          "--on-schema-change",
          "--cdc-deletes",
          "--every",
          "--runner",
          "--flink-master",
          "--parallelism",
          "--select",
          "--drop",
          "--rename",
          "--hash",
          "--filter",
          "--primary-key",
          "--cursor",
          "--keep-runs",
          "--metrics-addr");

  /** {@code scheme://user:password@host}. */
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*:[^/@\\s]*@");

  private RunArguments() {}

  /**
   * @param isPublic whether a configuration that is written out holds no secret; asked only if
   *     there is one
   */
  static RepeatableCommand of(ParseResult parsed, Predicate<String> isPublic) {
    List<String> kept = new ArrayList<>();
    Map<String, String> withheld = new TreeMap<>();
    // An option that is given twice is matched twice, with both values each time.
    for (ArgSpec argument : new LinkedHashSet<>(parsed.matchedArgs())) {
      String name = argument instanceof OptionSpec option ? option.longestName() : null;
      if (argument.arity().max() == 0) {
        kept.add(name);
        continue;
      }
      for (String value : argument.originalStringValues()) {
        String why = secretOf(name, value, isPublic);
        if (why != null) {
          withheld.put(name == null ? "an argument" : name, why);
        } else {
          if (name != null) {
            kept.add(name);
          }
          kept.add(value);
        }
      }
    }
    return new RepeatableCommand(kept, withheld, Path.of("").toAbsolutePath().toString());
  }

  /** Why the value is not kept; null: it is. */
  private static @Nullable String secretOf(
      @Nullable String name, String value, Predicate<String> isPublic) {
    if (CREDENTIALS.matcher(value).find()) {
      return "a user and password stand in it";
    }
    if (name == null || HARMLESS.contains(name)) {
      boolean words = value.startsWith("exec:") || "--pip-args".equals(name);
      return words && SuspectNames.matches(value) ? "a secret may stand in it" : null;
    }
    if (name.equals(CONFIG)) {
      boolean inline = value.stripLeading().startsWith("{");
      return !inline || isPublic.test(value)
          ? null
          : "it was written out, and holds a secret or was not checked for one";
    }
    if (name.equals("--set")) {
      String key = value.split("=", 2)[0];
      return key.contains("config") || SuspectNames.matches(key) ? "it may be a secret" : null;
    }
    if (name.equals("--notify")) {
      return Notifier.isUrl(value) ? "it was written out, and may be a secret" : null;
    }
    return "it may be a secret";
  }
}
