package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what a connector says to a file, a line each, for its owner alone. Several processes may
 * write to one file. When it is full it is renamed to {@code NAME.1}, which is replaced, and a new
 * one is begun: the end of a log tells the most. Thread-safe.
 *
 * <p>A log is no reason for a sync to fail: one that cannot be written is given up with a warning.
 */
final class ConnectorLog {
  static final long MAX_BYTES = 16L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorLog.class);

  private final Path file;
  private final Clock clock;
  private final long maxBytes;
  private boolean givenUp;

  ConnectorLog(Path file) {
    this(file, Clock.systemUTC(), MAX_BYTES);
  }

  ConnectorLog(Path file, Clock clock, long maxBytes) {
    this.file = file;
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /**
   * Appends a text.
   *
   * @param kind stderr, or the level of a message
   * @param text without secrets; its further lines are indented
   */
  synchronized void write(String kind, String text) {
    if (givenUp) {
      return;
    }
    String line =
        clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + kind
            + " "
            + text.stripTrailing().replace("\n", "\n    ")
            + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    try (FileChannel open = open()) {
      while (bytes.hasRemaining()) {
        open.write(bytes);
      }
    } catch (IOException e) {
      giveUp(e);
    }
  }

  /** Opened for each line: nothing is held when a process is killed, and all write to one file. */
  private FileChannel open() throws IOException {
    if (Files.exists(file) && Files.size(file) >= maxBytes) {
      Files.move(file, full(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private Path full() {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  /**
   * Hides what was not known to be a secret when it was written. Each line keeps its length, so
   * that what others append meanwhile stays.
   */
  synchronized void hide(UnaryOperator<String> mask) {
    for (Path each : List.of(file, full())) {
      if (givenUp || !Files.exists(each)) {
        continue;
      }
      try (FileChannel whole = FileChannel.open(each, StandardOpenOption.WRITE)) {
        long at = 0;
        String text = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
        for (String raw : text.split("\n", -1)) {
          byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
          String line = new String(bytes, StandardCharsets.UTF_8);
          String masked = mask.apply(line);
          if (!masked.equals(line)) {
            overwrite(whole, at, masked, bytes.length);
          }
          at += bytes.length + 1;
        }
      } catch (IOException e) {
        giveUp(e);
      }
    }
  }

  private static void overwrite(FileChannel whole, long at, String text, int length)
      throws IOException {
    byte[] masked = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer line = ByteBuffer.wrap(new byte[length]);
    line.put(masked, 0, Math.min(length, masked.length));
    while (line.hasRemaining()) {
      line.put((byte) ' ');
    }
    line.flip();
    while (line.hasRemaining()) {
      at += whole.write(line, at);
    }
  }

  private void giveUp(IOException e) {
    givenUp = true;
    LOG.warn("The connector's log {} is not written on: {}", file, e.toString());
  }
}
