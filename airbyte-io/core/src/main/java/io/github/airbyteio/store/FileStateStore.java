package io.github.airbyteio.store;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.connector.FileLock;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps states in a folder of this machine, one JSON file a connection, for its owner alone. A file
 * is replaced as a whole, by a rename, under a lock that holds between processes: any number of
 * runs may use the folder at once. Not for workers on several machines.
 */
@AutoValue
public abstract class FileStateStore implements ConnectionStateStore {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  abstract String folder();

  /**
   * @param folder is created where it does not exist
   */
  public static FileStateStore in(String folder) {
    return new AutoValue_FileStateStore(folder);
  }

  @Override
  public void prepare() {
    Path probe = Path.of(folder()).resolve("probe-" + UUID.randomUUID());
    try {
      Files.createDirectories(probe.getParent());
      Files.createFile(probe, OWNER_ONLY);
      Files.delete(probe);
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.SINK,
          null,
          "States cannot be kept in " + description() + ": " + e + ".",
          "Make it a folder that this user may write to, or name another one.",
          e);
    }
  }

  @Override
  public ConnectionStates load(String connectionId) throws IOException {
    Path file = file(connectionId);
    try {
      return ConnectionStates.parse(
          connectionId, Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      return ConnectionStates.empty();
    }
  }

  @Override
  public ConnectionStates update(String connectionId, Change change) throws IOException {
    Path file = file(connectionId);
    try (FileLock lock = FileLock.acquire(Path.of(file + ".lock"), OWNER_ONLY)) {
      ConnectionStates before = load(connectionId);
      ConnectionStates after = change.apply(before);
      if (!after.equals(before)) {
        replace(file, after.toJson(connectionId));
      }
      return after;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for the lock of " + file);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path written = Path.of(file + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              written,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OWNER_ONLY)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private Path file(String connectionId) {
    return Path.of(folder(), DocumentNames.of(connectionId) + ".json");
  }

  @Override
  public final String description() {
    return "the folder " + folder();
  }
}
