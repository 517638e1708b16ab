package io.github.airbyteio.pipelines.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Keeps some lines at the end of stderr and draws them over again. What others print meanwhile, a
 * log or the result of a round, comes above them: they go before it is printed, and are back with
 * the next drawing. Thread-safe.
 */
final class LiveScreen implements AutoCloseable {
  private static final String UP_AND_CLEAR = "\u001b[%dA\r\u001b[J";

  private final PrintStream terminal;
  private final PrintStream before;
  private int drawn;

  /** Whether the cursor stands at the begin of a line. */
  private boolean atStart = true;

  private LiveScreen(PrintStream terminal) {
    this.terminal = terminal;
    this.before = System.err;
  }

  /** Takes the place of {@code System.err} until it is closed. */
  static LiveScreen install() {
    LiveScreen screen = new LiveScreen(System.err);
    System.setErr(new PrintStream(screen.new Others(), true, StandardCharsets.UTF_8));
    return screen;
  }

  /**
   * @param lines none longer than the terminal is wide
   */
  synchronized void draw(List<String> lines) {
    if (!atStart) {
      return; // Somebody is in the middle of a line.
    }
    erase();
    lines.forEach(terminal::println);
    drawn = lines.size();
    terminal.flush();
  }

  private void erase() {
    if (drawn > 0) {
      terminal.printf(UP_AND_CLEAR, drawn);
      drawn = 0;
    }
  }

  /** Leaves no trace. */
  @Override
  public synchronized void close() {
    erase();
    terminal.flush();
    System.setErr(before);
  }

  /** What all others print. */
  private final class Others extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      synchronized (LiveScreen.this) {
        if (length > 0) {
          erase();
          terminal.write(bytes, offset, length);
          atStart = bytes[offset + length - 1] == '\n';
        }
      }
    }

    @Override
    public void flush() {
      terminal.flush();
    }
  }
}
