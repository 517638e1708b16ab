package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells what is wrong with a command line in a few lines, where to find help, and, for {@code sync
 * --json}, in the one document that this option promises.
 */
final class UsageErrors {
  private static final Pattern NAME = Pattern.compile("-{0,2}[\\w-]{1,40}");

  private UsageErrors() {}

  /** Returns the exit code. */
  static int report(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = message(failure);
    String hint = "'" + name + " --help' shows how it is used.";
    if (command.getCommandSpec().userObject() instanceof SyncCommand
        && Arrays.asList(args).contains("--json")) {
      SyncOutcome.failed(new AirbyteIoException(Category.USAGE, message, hint))
          .print(null, Duration.ZERO, true, false);
      return Failures.exitCode(Category.USAGE);
    }
    PrintWriter err = command.getErr();
    err.println("Error: " + message);
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println(hint);
    err.flush();
    return Failures.exitCode(Category.USAGE);
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
