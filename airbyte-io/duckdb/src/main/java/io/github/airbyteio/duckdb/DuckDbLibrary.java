package io.github.airbyteio.duckdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * DuckDB's native library. The driver unpacks its 70 MB to a temporary file, once a class loader,
 * that is removed only when the JVM ends by itself: each killed one would leave it behind, and a
 * worker that loads job after job would gather them.
 */
final class DuckDbLibrary {
  private static final Path MAPPED = Path.of("/proc/self/maps");

  /** Letters of which the system's encoding is not known are in no path that we remove. */
  private static final Pattern UNPACKED =
      Pattern.compile("[^/]*(/(?:[ -~]*/)?libduckdb_java\\d+\\.so)");

  private DuckDbLibrary() {}

  /**
   * Removes the files of the libraries that this JVM has loaded. They stay loaded. Does nothing
   * where the system does not tell which they are.
   */
  static void removeUnpacked() {
    try {
      for (Path file : unpacked(MAPPED)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Then they go when the JVM ends.
    }
  }

  /**
   * Those that are loaded and still have their file.
   *
   * @param mapped what Linux says of the files in a process's memory
   */
  static List<Path> unpacked(Path mapped) throws IOException {
    if (!Files.isReadable(mapped)) {
      return List.of();
    }
    // Names are any bytes.
    try (Stream<String> lines = Files.lines(mapped, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(UNPACKED::matcher)
          .filter(Matcher::matches)
          .map(line -> Path.of(line.group(1)))
          .distinct()
          .toList();
    }
  }
}
