package io.github.airbyteio.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.it.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test: no connector that this JVM has started lives, its private folder is gone, and
 * the threads that read from it have ended.
 */
public final class LeavesNothing implements AfterEachCallback {
  private static final Path RUNS = Path.of(System.getProperty("airbyteio.home"), "run");
  private static final String OWN = ProcessHandle.current().pid() + "-";

  @Override
  public void afterEach(ExtensionContext context) {
    Processes.assertNoneLeft(RUNS.resolve(OWN));
    // Both are over when the connector is, but not in the same moment.
    Processes.awaitCondition("no folder of a connector", () -> folders().isEmpty());
    Processes.awaitCondition("no thread of a connector", () -> threads().isEmpty());
    assertThat(threads()).isEmpty();
  }

  private static List<Path> folders() throws IOException {
    if (!Files.isDirectory(RUNS)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(RUNS)) {
      return folders.filter(run -> run.getFileName().toString().startsWith(OWN)).toList();
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("airbyte-pump-.*|airbyteio-stderr-.*"))
        .toList();
  }
}
