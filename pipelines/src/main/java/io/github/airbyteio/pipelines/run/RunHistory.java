package io.github.airbyteio.pipelines.run;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The folders of runs, {@code CONNECTION/RUN}. The id of a run begins with its time, in UTC. */
public final class RunHistory {
  /** The name that stands for the latest run. */
  public static final String LAST = "last";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONGEST_NAME = 180;

  private final Path root;

  public RunHistory(Path root) {
    this.root = root;
  }

  RunFolder begin(String connection, Instant now) {
    Path folder = root.resolve(nameOf(connection));
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      while (true) {
        // Runs are sorted by their ids: those of one second by its milliseconds.
        String id =
            TIME.format(now)
                + String.format("-%03x%03x", now.getNano() / 1_000_000, RANDOM.nextInt(1 << 12));
        try {
          return RunFolder.create(folder.resolve(id));
        } catch (FileAlreadyExistsException e) {
          // One in four thousand in the same millisecond: another id.
        }
      }
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.CONFIG,
          null,
          "Cannot write below " + folder + ": " + e,
          "Set AIRBYTEIO_HOME to a folder that can be written.",
          e);
    }
  }

  /** A name that is legal everywhere, and another one for each connection. */
  private static String nameOf(String connection) {
    String name =
        URLEncoder.encode(connection, StandardCharsets.UTF_8)
            .replace("*", "%2A")
            .replaceFirst("^\\.", "%2E");
    return name.length() <= LONGEST_NAME
        ? name
        : name.substring(0, LONGEST_NAME - 40)
            + "-"
            + UUID.nameUUIDFromBytes(connection.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The runs, the newest first.
   *
   * @param connection only of this one; null: of all
   */
  public List<RunFolder> runs(@Nullable String connection) throws IOException {
    List<RunFolder> runs = new ArrayList<>();
    for (Path folder :
        connection == null ? children(root) : List.of(root.resolve(nameOf(connection)))) {
      for (Path run : children(folder)) {
        runs.add(new RunFolder(run));
      }
    }
    runs.sort(Comparator.comparing(RunFolder::id).reversed());
    return runs;
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(Files::isDirectory).toList();
    }
  }

  /**
   * Finds a run by its id, by the begin of it, or the last one.
   *
   * @throws AirbyteIoException of category USAGE if there is none, or more than one
   */
  public RunFolder find(String id, @Nullable String connection) throws IOException {
    List<RunFolder> runs = runs(connection);
    if (id.equals(LAST) && !runs.isEmpty()) {
      return runs.get(0);
    }
    List<RunFolder> found = runs.stream().filter(run -> run.id().startsWith(id)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new AirbyteIoException(
        Category.USAGE,
        found.isEmpty()
            ? "There is no run '"
                + id
                + "'"
                + (connection == null ? "." : " of '" + connection + "'.")
            : "'" + id + "' is the begin of " + found.size() + " runs.",
        "'airbyteio runs list' shows the runs that are kept.");
  }

  /** Removes all but the newest runs of a connection; a running one stays. */
  void prune(String connection, int keep) throws IOException {
    List<RunFolder> runs = runs(connection);
    for (RunFolder old : runs.subList(Math.min(keep, runs.size()), runs.size())) {
      if (!old.isRunning()) {
        old.delete();
      }
    }
  }
}
