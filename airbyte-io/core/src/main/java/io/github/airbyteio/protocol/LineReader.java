package io.github.airbyteio.protocol;

import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames lines on bytes: a line ends with {@code \n} or {@code \r\n} and with nothing else, so that
 * the line separators which JSON allows inside strings do not cut a message. A byte order mark at
 * the very start is skipped.
 *
 * <p>The current line is a slice of one buffer, valid until the next call.
 */
public final class LineReader {
  private static final int INITIAL_BYTES = 256 << 10;

  /** Where the stream is looked for in a line that is too long. */
  private static final int LOOK_BYTES = 64 << 10;

  private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*\"([^\"]*)\"");

  private final InputStream in;
  private final int maxLineBytes;
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int start;
  private int end;
  private int next;
  private int limit;

  /** Where the newline behind {@code next} is, or {@code limit} if none has come yet. */
  private int newline;

  private boolean first = true;
  private boolean terminated = true;

  /**
   * @param maxLineBytes the longest line that is accepted
   */
  public LineReader(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * Moves to the next line; returns false at the end.
   *
   * @throws AirbyteIoException if a line is longer than allowed
   */
  public boolean next() throws IOException {
    while (newline == limit) {
      if (limit == buffer.length) {
        makeRoom();
      }
      int read = in.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        return lastLine();
      }
      int scan = limit;
      limit += read;
      newline = ByteSearch.indexOf(buffer, scan, limit, '\n');
    }
    setLine(next, newline);
    next = newline + 1;
    newline = ByteSearch.indexOf(buffer, next, limit, '\n');
    return true;
  }

  /**
   * Whether the next line has come, too: then it will be behind the current one in the same buffer.
   */
  public boolean hasNextInBuffer() {
    return newline < limit;
  }

  private boolean lastLine() {
    if (next == limit) {
      return false;
    }
    terminated = false;
    setLine(next, limit);
    next = limit;
    newline = limit;
    return true;
  }

  /** Moves the open line to the start of the buffer, or enlarges it. */
  private void makeRoom() {
    int length = limit - next;
    if (length > maxLineBytes) {
      Matcher stream =
          STREAM.matcher(
              new String(buffer, next, Math.min(length, LOOK_BYTES), StandardCharsets.UTF_8));
      throw new AirbyteIoException(
          Category.SOURCE,
          String.format(
              "The connector wrote a line of more than %d bytes%s.",
              maxLineBytes, stream.find() ? ", of stream '" + stream.group(1) + "'" : ""),
          "Exclude the stream or the field that is so large, or give Java more memory (-Xmx): a line may have an eighth of it.");
    }
    byte[] target =
        length > buffer.length / 2
            ? new byte[(int) Math.min(maxLineBytes + 1L, 2L * buffer.length)]
            : buffer;
    System.arraycopy(buffer, next, target, 0, length);
    buffer = target;
    next = 0;
    limit = length;
    newline = length;
  }

  private void setLine(int from, int to) {
    start = from;
    end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    if (first) {
      first = false;
      if (end - start >= 3
          && buffer[start] == (byte) 0xEF
          && buffer[start + 1] == (byte) 0xBB
          && buffer[start + 2] == (byte) 0xBF) {
        start += 3;
      }
    }
  }

  /** The buffer that holds the current line. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the line starts in the buffer. */
  public int start() {
    return start;
  }

  /** Where it ends, exclusive and without its line end. */
  public int end() {
    return end;
  }

  /** Whether the line was ended by a newline: the last one of a killed process may not be. */
  public boolean terminated() {
    return terminated;
  }
}
