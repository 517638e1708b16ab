package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The private folder of one connector process: mode 0700, its files 0600, gone after {@link
 * #close()}. Its name begins with the id of this process, so that the folders of dead processes can
 * be swept.
 */
final class RunFolder implements AutoCloseable {
  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /** Creates a folder, and removes those whose process no longer lives. */
  static RunFolder create(ConnectorHome home) throws IOException {
    Path runs = home.runs();
    sweep(runs);
    Path folder = runs.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new RunFolder(folder);
  }

  Path path() {
    return path;
  }

  /** Writes a new file that only its owner can read. */
  Path write(String name, String content) throws IOException {
    Path file = path.resolve(name);
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
    delete(path);
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

  private static void sweep(Path runs) throws IOException {
    try (Stream<Path> folders = Files.list(runs)) {
      for (Path folder : folders.toList()) {
        String owner = String.valueOf(folder.getFileName()).replaceFirst("-.*", "");
        if (owner.matches("[0-9]{1,18}")
            && ProcessHandle.of(Long.parseLong(owner)).filter(ProcessHandle::isAlive).isEmpty()) {
          delete(folder);
        }
      }
    }
  }
}
