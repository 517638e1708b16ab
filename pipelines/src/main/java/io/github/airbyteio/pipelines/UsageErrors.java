package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells what is wrong with a command line in a few lines, where to find help, and, for {@code sync
 * --json}, in the one document that this option promises.
 */
final class UsageErrors {
  private static final Pattern NAME = Pattern.compile("-{0,2}[\\w-]{1,40}");

  /** Options by which other programs are told secrets, with or without a value behind them. */
  private static final Pattern SECRET_OPTION =
      Pattern.compile(
          "(--?[\\w-]*(?:password|passwd|passphrase|token|secret|credentials?|api-?_?key"
              + "|access-?_?key|private-?_?key)[\\w-]*)(?:=.*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private UsageErrors() {}

  /** Returns the exit code. */
  static int report(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String secret = secretOption(failure);
    String message =
        secret == null
            ? message(failure)
            : "A secret is not given by an option, " + secret + ": others could read it.";
    String hint =
        secret == null
            ? "'" + name + " --help' shows how it is used."
            : "Write where it is: env:NAME, file:PATH, command:PROGRAM ARG… or prompt, as the target's"
                + " ?password=… or as a value ${env:NAME} in --config.";
    if (command.getCommandSpec().userObject() instanceof SyncCommand
        && Arrays.asList(args).contains("--json")) {
      SyncOutcome.failed(new AirbyteIoException(Category.USAGE, message, hint))
          .print(null, Duration.ZERO, true, false);
      return Failures.exitCode(Category.USAGE);
    }
    PrintWriter err = command.getErr();
    err.println("Error: " + message);
    if (secret == null) {
      UnmatchedArgumentException.printSuggestions(failure, err);
    }
    err.println(hint);
    err.flush();
    return Failures.exitCode(Category.USAGE);
  }

  /** The name of the option by which a secret was to be given; null if there is none. */
  private static @Nullable String secretOption(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      for (String argument : unmatched.getUnmatched()) {
        Matcher matcher = SECRET_OPTION.matcher(argument);
        if (matcher.matches()) {
          return matcher.group(1);
        }
      }
    }
    return null;
  }

  /** An argument that belongs to no option may be a configuration, so only names are shown. */
  private static String message(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return failure.getMessage();
    }
    String names =
        unmatched.getUnmatched().stream()
            .filter(argument -> NAME.matcher(argument).matches())
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? "An argument belongs to no option."
        : "This is not known here: " + names + ".";
  }
}
