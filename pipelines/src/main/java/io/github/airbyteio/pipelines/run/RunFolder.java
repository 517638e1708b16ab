package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The folder of one run, for its owner alone. A file in it is complete or not there. */
public final class RunFolder implements AutoCloseable {
  static final String REPORT = "report.json";
  static final String PAGE = "report.html";
  static final String LOG = "connector.log";
  static final String CONFIG = "config.redacted.json";
  static final String COMMAND = "command.json";

  /** Locked as long as the run lasts: numbers of processes mean nothing between containers. */
  private static final String LOCK = "running.lock";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private @Nullable FileChannel lock;

  RunFolder(Path path) {
    this.path = path;
  }

  /** Creates the folder and marks it as that of a running run, until it is closed. */
  static RunFolder create(Path path) throws IOException {
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    RunFolder folder = new RunFolder(path);
    folder.lock =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (folder.lock.tryLock() == null) {
      throw new IOException("The new folder " + path + " is locked.");
    }
    return folder;
  }

  public Path path() {
    return path;
  }

  public String id() {
    return path.getFileName().toString();
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** What the connector has said: the older part first; files that do not exist are left out. */
  public List<Path> logs() {
    return Stream.of(file(LOG + ".1"), file(LOG)).filter(Files::exists).toList();
  }

  /** The report; a missing node if there is none. */
  public JsonNode report() throws IOException {
    return read(REPORT);
  }

  /** The command that can be given again; a missing node if there is none. */
  JsonNode command() throws IOException {
    return read(COMMAND);
  }

  private JsonNode read(String name) throws IOException {
    return Files.exists(file(name)) ? JSON.readTree(file(name).toFile()) : JSON.missingNode();
  }

  void write(String name, JsonNode document) throws IOException {
    write(name, document.toPrettyString() + "\n");
  }

  void write(String name, String text) throws IOException {
    Path next = file(name + ".next");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(next, text.getBytes(StandardCharsets.UTF_8));
    Files.move(
        next, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void append(String name, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file(name),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Whether a process is at it, here or elsewhere. */
  boolean isRunning() throws IOException {
    if (!Files.exists(file(LOCK))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file(LOCK), Set.of(StandardOpenOption.WRITE));
        FileLock probe = channel.tryLock()) {
      return probe == null;
    } catch (OverlappingFileLockException e) {
      return true; // By this JVM itself.
    }
  }

  /**
   * How the run has ended, in a word: succeeded, partial, failed, interrupted; running; lost: it
   * was killed.
   */
  public String status() throws IOException {
    if (isRunning()) {
      return "running";
    }
    JsonNode report = report();
    if (report.path("run").path("exit_code").asInt() == 130) {
      return "interrupted";
    }
    String told = report.path("status").asText("lost");
    return told.equals("running") ? "lost" : told;
  }

  void delete() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }

  /** The run has ended. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      Files.deleteIfExists(file(LOCK));
      lock.close();
      lock = null;
    }
  }
}
