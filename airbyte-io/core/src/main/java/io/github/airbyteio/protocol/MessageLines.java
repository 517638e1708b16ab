package io.github.airbyteio.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a connector's stdout line by line, and RECORD lines of one stream that came together as one
 * slice: what is done for each slice is done for hundreds of lines at once.
 *
 * <p>The current slice is one of a buffer, valid until the next call.
 */
public final class MessageLines {
  /** So much of one stream is enough for one slice. */
  private static final int SLICE_BYTES = 64 << 10;

  private final LineReader lines;
  private final RecordScanner scanner;
  private @Nullable StreamDescriptor stream;
  private int start;
  private int end;
  private int count;

  /** Whether the reader stands on a line behind the slice: the next slice begins with it. */
  private boolean ahead;

  /** The stream of the line on which the reader stands, as of a slice. */
  private @Nullable StreamDescriptor streamAhead;

  /**
   * @param streams whose records are looked for
   * @param maxLineBytes the longest line that is accepted
   */
  public MessageLines(InputStream in, int maxLineBytes, Collection<StreamDescriptor> streams) {
    this.lines = new LineReader(in, maxLineBytes);
    this.scanner = new RecordScanner(streams);
  }

  /**
   * Moves to the next slice; returns false at the end. It waits for the first line alone.
   *
   * @throws AirbyteIoException if a line is longer than allowed
   */
  public boolean next() throws IOException {
    if (!ahead && !advance()) {
      return false;
    }
    stream = streamAhead;
    start = lines.start();
    count = 0;
    do {
      ahead = false;
      end = lines.end();
      count++;
    } while (stream != null
        && end - start < SLICE_BYTES
        && lines.hasNextInBuffer()
        && advance()
        && stream.equals(streamAhead));
    return true;
  }

  private boolean advance() throws IOException {
    ahead = lines.next();
    streamAhead = ahead ? scanner.streamOf(lines.buffer(), lines.start(), lines.end()) : null;
    return ahead;
  }

  /** The stream of the RECORD lines; null for one line of which only the full parse can tell. */
  public @Nullable StreamDescriptor stream() {
    return stream;
  }

  /** How many lines the slice has. */
  public int count() {
    return count;
  }

  /** The buffer that holds the slice. */
  public byte[] buffer() {
    return lines.buffer();
  }

  /** Where the slice starts in the buffer. */
  public int start() {
    return start;
  }

  /** Where it ends, exclusive and without the last line's end. */
  public int end() {
    return end;
  }

  /**
   * Whether a line that is no slice of several was ended by a newline: the last one of a killed
   * process may not be.
   */
  public boolean terminated() {
    return lines.terminated();
  }
}
