package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.LineReader;
import io.github.airbyteio.protocol.MessageParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the stdout of {@code spec}, {@code check} or {@code discover} to its end and keeps what
 * counts: the first result, the first error, the last words.
 */
final class CommandOutput implements Runnable {
  /** A specification or catalog of some tens of MB has been seen. */
  private static final int MAX_LINE_BYTES = 256 * 1024 * 1024;

  private static final int LAST_WORDS = 50;
  private static final int MAX_WORD_CHARS = 4096;

  private final InputStream stdout;
  private final LaunchConfig config;
  private final Predicate<AirbyteMessage> isResult;
  private final CompletableFuture<AirbyteMessage> result = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
  private final Deque<String> lastWords = new ArrayDeque<>();
  private AirbyteMessage.@Nullable TraceError firstError;
  private @Nullable AirbyteIoException failure;

  CommandOutput(InputStream stdout, LaunchConfig config, Predicate<AirbyteMessage> isResult) {
    this.stdout = stdout;
    this.config = config;
    this.isResult = isResult;
  }

  /** Completes with the first result; never, when there is none. */
  CompletableFuture<AirbyteMessage> result() {
    return result;
  }

  /** Completes at the end of stdout. */
  CompletableFuture<@Nullable Void> end() {
    return end;
  }

  synchronized Optional<AirbyteMessage.TraceError> firstError() {
    return Optional.ofNullable(firstError);
  }

  /** What has ended the reading before the end of stdout. */
  synchronized Optional<AirbyteIoException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Lines that are no messages, and logged errors; masked. */
  synchronized String lastWords() {
    return String.join("\n", lastWords);
  }

  @Override
  public void run() {
    try {
      LineReader lines = new LineReader(stdout, MAX_LINE_BYTES);
      while (lines.next()) {
        for (AirbyteMessage message :
            MessageParser.parse(lines.buffer(), lines.start(), lines.end())) {
          accept(message);
        }
      }
    } catch (IOException e) {
      // The process was killed while its pipe was read, or a line is too long.
      addWords(e.toString());
    } catch (AirbyteIoException e) {
      synchronized (this) {
        failure = e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end.complete(null);
    }
  }

  private void accept(AirbyteMessage message) throws InterruptedException {
    if (message instanceof AirbyteMessage.Log log) {
      config.log(log.level(), log.message());
    } else if (message instanceof AirbyteMessage.Noise noise) {
      config.log("stdout", noise.text());
    }
    if (isResult.test(message)) {
      result.complete(message);
    } else if (message instanceof AirbyteMessage.TraceError error) {
      synchronized (this) {
        firstError = firstError == null ? error : firstError;
      }
    } else if (message instanceof AirbyteMessage.Control control) {
      config.accept(control.config());
    } else if (message instanceof AirbyteMessage.Noise noise) {
      addWords(noise.text());
    } else if (message instanceof AirbyteMessage.Garbled garbled) {
      addWords(garbled.reason());
    } else if (message instanceof AirbyteMessage.Log log
        && (log.level().equals("ERROR") || log.level().equals("FATAL"))) {
      addWords(log.message());
    }
  }

  private synchronized void addWords(String words) {
    if (lastWords.size() == LAST_WORDS) {
      lastWords.removeFirst();
    }
    // Masked before it is cut, lest half a secret remain.
    String masked = config.mask(words);
    lastWords.addLast(
        masked.length() > MAX_WORD_CHARS ? masked.substring(0, MAX_WORD_CHARS) + "…" : masked);
  }
}
