package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A lock held by one thread of one process on this machine; it ends with the process, even with one
 * that is killed.
 */
public final class FileLock implements AutoCloseable {
  /** How often a lock that is held elsewhere is tried again. */
  private static final long POLL_MILLIS = 50;

  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock without limit. The file stays: deleting it would let two in.
   *
   * @param attributes of the file where it is created
   */
  public static FileLock acquire(Path file, FileAttribute<?>... attributes)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes);
    try {
      while (!tryLock(channel)) {
        Thread.sleep(POLL_MILLIS);
      }
      return new FileLock(channel);
    } catch (IOException | InterruptedException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Takes the lock of a file that exists, or returns null when it is held by another process.
   *
   * <p>Not for a file that this process has locked: closing any channel of it would end that lock.
   */
  static @Nullable FileLock tryAcquire(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = tryLock(channel);
      return locked ? new FileLock(channel) : null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      java.nio.channels.@Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by another thread of this JVM.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
