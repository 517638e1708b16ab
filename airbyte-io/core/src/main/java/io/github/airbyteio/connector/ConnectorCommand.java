package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs one command that has one result. The first result wins and beats the exit code; without one
 * the connector has failed, and its first error says why.
 */
final class ConnectorCommand {
  /** A connector that gave its result and does not end is no longer waited for after this. */
  private static final Duration AFTER_RESULT = Duration.ofSeconds(30);

  /** Once the process has ended its output is complete, unless something else holds the pipe. */
  private static final Duration AFTER_EXIT = Duration.ofSeconds(10);

  private final String connector;
  private final String command;
  private final Duration timeout;
  private final SecretMask mask;

  ConnectorCommand(String connector, String command, Duration timeout, SecretMask mask) {
    this.connector = connector;
    this.command = command;
    this.timeout = timeout;
    this.mask = mask;
  }

  /**
   * Waits for the result and closes the process.
   *
   * @param onConfig takes the configs of CONTROL messages, on another thread, at once
   */
  <T extends AirbyteMessage> T result(
      SupervisedProcess process, Class<T> kind, Consumer<ObjectNode> onConfig) {
    try (process) {
      CommandOutput output = new CommandOutput(process.stdout(), mask, kind::isInstance, onConfig);
      Thread reader = new Thread(output, "airbyteio-" + command);
      reader.setDaemon(true);
      reader.start();
      boolean ended =
          await(CompletableFuture.anyOf(output.result(), output.end(), process.onExit()), timeout);
      if (!ended) {
        throw timedOut(process, output);
      }
      // Until the end, as a config to be kept may follow the result.
      await(CompletableFuture.anyOf(output.end(), process.onExit()), AFTER_RESULT);
      int exitCode = process.waitFor(AFTER_EXIT);
      await(output.end(), AFTER_EXIT);
      if (output.result().isDone()) {
        return kind.cast(output.result().join());
      }
      throw failure(process, output, exitCode);
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.INTERNAL,
          null,
          "Cannot clean up after " + connector + " " + command + ": " + e,
          null,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AirbyteIoException(
          Category.INTERRUPTED, null, connector + " " + command + " was interrupted.", null, e);
    }
  }

  private static boolean await(CompletableFuture<?> future, Duration limit)
      throws InterruptedException {
    try {
      future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private AirbyteIoException timedOut(SupervisedProcess process, CommandOutput output) {
    return new AirbyteIoException(
        Category.SOURCE,
        connector
            + " "
            + command
            + " gave no result within "
            + timeout.toSeconds()
            + " s and was stopped."
            + lastWords(process, output),
        "Can the source be reached from this machine?");
  }

  private AirbyteIoException failure(
      SupervisedProcess process, CommandOutput output, int exitCode) {
    return output
        .firstError()
        .map(this::failure)
        .orElseGet(
            () ->
                new AirbyteIoException(
                    Category.SOURCE,
                    connector
                        + " "
                        + command
                        + " "
                        + ExitCodes.describe(exitCode)
                        + " and gave no result."
                        + lastWords(process, output),
                    exitCode == 0 ? "Is it an Airbyte connector?" : null));
  }

  private AirbyteIoException failure(AirbyteMessage.TraceError error) {
    String message = mask.mask(error.message());
    String internal = error.internalMessage();
    return new AirbyteIoException(
        error.failureType() == AirbyteMessage.FailureType.CONFIG_ERROR
            ? Category.CONFIG
            : Category.SOURCE,
        error.stream(),
        connector
            + " "
            + command
            + " failed: "
            + message
            + (internal == null || internal.equals(error.message())
                ? ""
                : " (" + mask.mask(internal) + ")"),
        null,
        null);
  }

  private String lastWords(SupervisedProcess process, CommandOutput output) {
    String words = (output.lastWords() + "\n" + process.stderrTail()).strip();
    int maxChars = 8000;
    String end =
        words.length() > maxChars ? "…" + words.substring(words.length() - maxChars) : words;
    return end.isEmpty() ? "" : " Its last words:\n" + end;
  }
}
