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
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder of one connector process: mode 0700, its files 0600, gone after {@link
 * #close()}.
 *
 * <p>A file in it is locked as long as its owner lives, so that the folders of dead owners can be
 * swept. Process ids would not do: several containers may share the home, and none sees the
 * processes of the others.
 */
final class RunFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final String LOCK = ".airbyteio-lock";

  /** Of a folder whose lock is not held yet. */
  private static final String NEW = ".new-";

  private final Path path;
  private final FileLock lock;

  private RunFolder(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates a folder, and removes those whose owners no longer live. */
  static RunFolder create(ConnectorHome home) throws IOException {
    Path runs = home.runs();
    String own = ownPrefix();
    sweep(runs, own);
    Path unlocked = runs.resolve(NEW + UUID.randomUUID());
    Files.createDirectory(
        unlocked,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileLock lock = FileLock.tryAcquire(write(unlocked, LOCK, ""));
    if (lock == null) {
      throw new IOException("Nobody else can have locked " + unlocked);
    }
    // Under its own name it is seen by others: from the first moment with a lock.
    Path folder = runs.resolve(own + UUID.randomUUID());
    Files.move(unlocked, folder, StandardCopyOption.ATOMIC_MOVE);
    return new RunFolder(folder, lock);
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
    return write(path, name, content);
  }

  private static Path write(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    // The mode is given at creation: the file is at no time readable by others.
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
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
        delete(folder);
      }
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
