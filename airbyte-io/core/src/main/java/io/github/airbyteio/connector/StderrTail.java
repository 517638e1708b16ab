package io.github.airbyteio.connector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Drains a stream for as long as it lasts and keeps its last lines, masked. */
final class StderrTail implements Runnable {
  static final int MAX_LINES = 200;
  private static final int MAX_LINE_CHARS = 4096;

  /** Masking comes before cutting, so the raw line may be far longer than what is kept. */
  private static final int MAX_RAW_BYTES = 64 * 1024;

  private final InputStream in;
  private final UnaryOperator<String> mask;
  private final Consumer<String> listener;
  private final Deque<String> lines = new ArrayDeque<>();
  private final byte[] line = new byte[MAX_RAW_BYTES];
  private int length;

  StderrTail(InputStream in, UnaryOperator<String> mask) {
    this(in, mask, line -> {});
  }

  /**
   * @param listener is told of each line, masked, by the thread that drains
   */
  StderrTail(InputStream in, UnaryOperator<String> mask, Consumer<String> listener) {
    this.in = in;
    this.mask = mask;
    this.listener = listener;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[16 * 1024];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        add(buffer, n);
      }
    } catch (IOException e) {
      // The process was killed while its pipe was read: what came before is the tail.
    }
    endLine();
  }

  /**
   * The kept lines. Any thread.
   *
   * <p>They are masked once more: a line may have come before the message on stdout that told us of
   * the secret in it, a rotated token.
   */
  String text() {
    synchronized (lines) {
      return mask.apply(String.join("\n", lines));
    }
  }

  private void add(byte[] buffer, int n) {
    for (int i = 0; i < n; i++) {
      if (buffer[i] == '\n') {
        endLine();
      } else if (length < MAX_RAW_BYTES) {
        line[length++] = buffer[i];
      }
    }
  }

  private void endLine() {
    if (length == 0) {
      return;
    }
    String text = mask.apply(new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing());
    length = 0;
    if (text.length() > MAX_LINE_CHARS) {
      text = text.substring(0, MAX_LINE_CHARS) + "…";
    }
    listener.accept(text);
    synchronized (lines) {
      if (lines.size() == MAX_LINES) {
        lines.removeFirst();
      }
      lines.addLast(text);
    }
  }
}
