package io.github.airbyteio.pipelines;

import io.github.airbyteio.pipelines.run.RepeatableCommand;
import io.github.airbyteio.pipelines.run.RunFolder;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tells where a run is to be looked at, and what to do next when it has failed. */
final class RunFiles {
  private RunFiles() {}

  static void tell(RunFolder run, int exitCode) {
    List<Path> logs = run.logs();
    if (exitCode != 0 && !logs.isEmpty()) {
      System.err.println("Log: " + logs.get(logs.size() - 1));
    }
    Path page = run.file("report.html");
    if (Files.exists(page)) {
      System.err.println("Report: " + page);
    }
    if (exitCode != 0) {
      System.err.println("Next: " + next(run, exitCode));
    }
  }

  private static String next(RunFolder run, int exitCode) {
    if (exitCode == Failures.exitCode(Category.USAGE)) {
      return "correct the command and give it again.";
    }
    if (exitCode == Failures.exitCode(Category.CONFIG)
        || exitCode == Failures.exitCode(Category.CHECK)) {
      return "correct the configuration and give the command again.";
    }
    @Nullable RepeatableCommand command = commandOf(run);
    if (command == null) {
      return "give the command again.";
    }
    List<String> withheld = List.copyOf(command.withheld().keySet());
    return withheld.isEmpty()
        ? "airbyteio retry " + run.id()
        : RetryCommand.TAKES.containsAll(withheld)
            ? "airbyteio retry " + run.id() + " " + String.join(" … ", withheld) + " …"
            : "give the command again; it continues from what is committed.";
  }

  private static @Nullable RepeatableCommand commandOf(RunFolder run) {
    try {
      return RepeatableCommand.of(run);
    } catch (IOException e) {
      return null; // What was kept cannot be read.
    }
  }
}
