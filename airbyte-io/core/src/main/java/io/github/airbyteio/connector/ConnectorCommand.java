package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
  private final LaunchConfig config;

  ConnectorCommand(String connector, String command, Duration timeout, LaunchConfig config) {
    this.connector = connector;
    this.command = command;
    this.timeout = timeout;
    this.config = config;
  }

  /** Waits for the result and closes the process. */
  <T extends AirbyteMessage> T result(SupervisedProcess process, Class<T> kind) {
    try (process) {
      CommandOutput output = new CommandOutput(process.stdout(), config, kind::isInstance);
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
      if (output.failure().isPresent()) {
        throw output.failure().get();
      }
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
    String message = config.mask(error.message());
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
                : " (" + config.mask(internal) + ")"),
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
