package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder of one connector process: mode 0700, its files 0600, gone after {@link
 * #close()}. A container's user has another id: there the folder may be passed through and the
 * files be read, but only by whom the folder around them, which is private, lets pass.
 *
 * <p>A file in it is locked as long as its owner lives, so that the folders of dead owners can be
 * swept. Process ids would not do: several containers may share the home, and none sees the
 * processes of the others.
 */
final class RunFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final String LOCK = ".airbyteio-lock";

  /** What supervise.sh runs behind the process, and a sweep when the supervisor did not live. */
  private static final String AFTER = "after.sh";

  private static final Duration AFTER_LIMIT = Duration.ofSeconds(30);

  /** Of a folder whose lock is not held yet. */
  private static final String NEW = ".new-";

  private final Path path;
  private final FileLock lock;
  private final @Nullable String mountedAt;

  private RunFolder(Path path, FileLock lock, @Nullable String mountedAt) {
    this.path = path;
    this.lock = lock;
    this.mountedAt = mountedAt;
  }

  /** Creates a folder, and removes those whose owners no longer live. */
  static RunFolder create(ConnectorHome home) throws IOException {
    return create(home, null);
  }

  /**
   * The same for a process that sees the folder elsewhere.
   *
   * @param mountedAt where the folder is in the process's container
   */
  static RunFolder createMounted(ConnectorHome home, String mountedAt) throws IOException {
    return create(home, mountedAt);
  }

  private static RunFolder create(ConnectorHome home, @Nullable String mountedAt)
      throws IOException {
    Path runs = home.runs();
    String own = ownPrefix();
    sweep(runs, own);
    Path unlocked = runs.resolve(NEW + UUID.randomUUID());
    Files.createDirectory(
        unlocked,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (mountedAt != null) {
      Files.setPosixFilePermissions(unlocked, PosixFilePermissions.fromString("rwx--x--x"));
    }
    FileLock lock = FileLock.tryAcquire(write(unlocked, LOCK, "", "rw-------"));
    if (lock == null) {
      throw new IOException("Nobody else can have locked " + unlocked);
    }
    // Under its own name it is seen by others: from the first moment with a lock.
    Path folder = runs.resolve(own + UUID.randomUUID());
    Files.move(unlocked, folder, StandardCopyOption.ATOMIC_MOVE);
    return new RunFolder(folder, lock, mountedAt);
  }

  /** Names this JVM among all that share the home; each knows its own folders by it. */
  private static String ownPrefix() {
    ProcessHandle own = ProcessHandle.current();
    long started = own.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return own.pid() + "-" + started + "-";
  }

  Path path() {
    return path;
  }

  /** Writes a new file that only its owner can read. */
  Path write(String name, String content) throws IOException {
    return write(path, name, content, "rw-------");
  }

  /** Writes a new file for the connector and returns its path as the connector sees it. */
  String place(String name, String content) throws IOException {
    return mountedAt == null
        ? write(name, content).toString()
        : mountedAt + "/" + write(path, name, content, "r--r--r--").getFileName();
  }

  /**
   * Sets what is run when the process has ended, whoever ended it, once or twice.
   *
   * @param command a line for the shell
   */
  void runAfter(String command) throws IOException {
    write(AFTER, command + "\n");
  }

  private static Path write(Path folder, String name, String content, String mode)
      throws IOException {
    Path file = folder.resolve(name);
    // The mode is given at creation: the file is at no time readable by others.
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
      var bytes = StandardCharsets.UTF_8.encode(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    try {
      delete(path);
    } finally {
      lock.close();
    }
  }

  /** Deletes a folder with all it holds; one that is missing is no error. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Deleted by its owner in the meantime.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The folders below it that no living process owns. Nothing is removed. */
  static List<Path> leftIn(Path runs) throws IOException {
    List<Path> left = new ArrayList<>();
    try (Stream<Path> folders = Files.list(runs)) {
      for (Path folder : folders.filter(each -> Files.exists(each.resolve(LOCK))).toList()) {
        try (FileLock lock = FileLock.tryAcquire(folder.resolve(LOCK))) {
          if (lock != null) {
            left.add(folder);
          }
        }
      }
    }
    return left;
  }

  private static void sweep(Path runs, String own) throws IOException {
    try (Stream<Path> folders = Files.list(runs)) {
      for (Path folder : folders.toList()) {
        String name = String.valueOf(folder.getFileName());
        if (!name.startsWith(own) && !name.startsWith(NEW)) {
          sweepIfDead(folder);
        }
      }
    }
  }

  private static void sweepIfDead(Path folder) {
    try (FileLock lock = FileLock.tryAcquire(folder.resolve(LOCK))) {
      if (lock != null) {
        Path after = folder.resolve(AFTER);
        if (Files.exists(after)) {
          ToolRun unused = ToolRun.of(List.of("/bin/sh", after.toString()), AFTER_LIMIT);
        }
        delete(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (NoSuchFileException e) {
      // Its owner, or another sweep, has begun to delete it.
      deleteQuietly(folder);
    } catch (IOException e) {
      LOG.debug("The folder {} is not swept: {}", folder, e.toString());
    }
  }

  private static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      LOG.debug("The folder {} is not swept: {}", folder, e.toString());
    }
  }
}
