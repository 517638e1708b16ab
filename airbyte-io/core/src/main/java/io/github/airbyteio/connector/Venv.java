package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * A complete virtual environment. Its marker file is written last, so that one without marker was
 * left behind by a broken installation.
 */
@AutoValue
abstract class Venv {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARKER = ".complete";

  abstract Path folder();

  /** Such as {@code 3.11.7}. */
  abstract String pythonVersion();

  abstract String packageVersion();

  /** The console script, relative to the folder. */
  abstract String script();

  static Venv of(Path folder, String pythonVersion, String packageVersion, String script) {
    return new AutoValue_Venv(folder, pythonVersion, packageVersion, script);
  }

  /** Reads the folder's marker; empty when there is no usable environment. Starts no process. */
  static Optional<Venv> open(Path folder) {
    try {
      JsonNode marker = JSON.readTree(folder.resolve(MARKER).toFile());
      Venv venv =
          of(
              folder,
              marker.path("python").asText(),
              marker.path("version").asText(),
              marker.path("script").asText());
      // The interpreter is a link to one that may have been removed since.
      return Files.isExecutable(python(folder))
              && Files.isRegularFile(folder.resolve(venv.script()))
          ? Optional.of(venv)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Declares the environment complete. */
  final void complete() throws IOException {
    ObjectNode marker = JSON.createObjectNode();
    marker.put("python", pythonVersion()).put("version", packageVersion()).put("script", script());
    Path written = folder().resolve(MARKER + ".tmp");
    Files.write(written, JSON.writeValueAsBytes(marker));
    Files.move(written, folder().resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
  }

  static Path python(Path folder) {
    return folder.resolve("bin").resolve("python");
  }

  /**
   * The script is given to the interpreter: its own first line fails when the path is long or has
   * spaces.
   */
  final List<String> command() {
    return List.of(python(folder()).toString(), folder().resolve(script()).toString());
  }
}
