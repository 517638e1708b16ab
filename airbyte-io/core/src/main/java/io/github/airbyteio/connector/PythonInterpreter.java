package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A Python that can run connectors. */
@AutoValue
abstract class PythonInterpreter {
  private static final int OLDEST_MINOR = 10;

  /** The newest that all connectors support comes first. */
  private static final List<String> CANDIDATES =
      List.of("python3.12", "python3.11", "python3.10", "python3");

  private static final Pattern VERSION = Pattern.compile("(?m)^Python (3)\\.(\\d+)\\.(\\S+)$");
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(30);

  abstract String path();

  /** Such as {@code 3.11.7}. */
  abstract String version();

  /** Such as {@code 3.11}. */
  final String minorVersion() {
    return version().replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  /**
   * Finds the interpreter to use.
   *
   * @param requested a path or name; null: the first suitable one on {@code PATH}
   */
  static PythonInterpreter find(@Nullable String requested)
      throws IOException, InterruptedException {
    List<String> seen = new ArrayList<>();
    for (String candidate : requested == null ? CANDIDATES : List.of(requested)) {
      Optional<Path> path = onPath(candidate);
      if (path.isEmpty()) {
        continue;
      }
      ToolRun run = ToolRun.of(List.of(path.get().toString(), "--version"), PROBE_LIMIT);
      Matcher version = VERSION.matcher(run.output());
      if (run.exitCode() == 0 && version.find()) {
        String number = "3." + version.group(2) + "." + version.group(3);
        if (Integer.parseInt(version.group(2)) >= OLDEST_MINOR) {
          return new AutoValue_PythonInterpreter(path.get().toString(), number);
        }
        seen.add(path.get() + " (" + number + ")");
      } else {
        seen.add(path.get() + " (" + run.lastLines(1) + ")");
      }
    }
    String wanted = requested == null ? "No Python interpreter" : "The interpreter " + requested;
    throw new AirbyteIoException(
        Category.CONFIG,
        wanted
            + (requested == null ? " of version 3.10 or later was found" : " cannot be used")
            + (seen.isEmpty()
                ? "; it is not on PATH."
                : "; found " + String.join(", ", seen) + "."),
        "Install Python 3.11, or name an interpreter of version 3.10 or later.");
  }

  /** Finds a program: a path as it is, a name on {@code PATH}. */
  static Optional<Path> onPath(String program) {
    @Nullable String search = System.getenv("PATH");
    if (program.contains(File.separator)) {
      return Optional.of(Path.of(program).toAbsolutePath()).filter(Files::isExecutable);
    }
    for (String folder : (search == null ? "" : search).split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, program).toAbsolutePath();
      if (!folder.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
