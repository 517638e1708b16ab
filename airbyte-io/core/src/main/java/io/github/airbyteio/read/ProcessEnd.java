package io.github.airbyteio.read;

import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.connector.ExitCodes;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Judges the end of a connector process: by its exit code, and by what it has said of its streams
 * and its errors until then.
 */
final class ProcessEnd {
  private static final Duration MAX_GRACE = Duration.ofMinutes(1);

  /** Of a text on stderr, which may be long, so much is shown. */
  private static final int MAX_CHARS = 1_000;

  private final List<StreamDescriptor> streams;
  private final UnaryOperator<String> mask;
  private final Map<StreamDescriptor, AirbyteMessage.Status> statuses = new HashMap<>();
  private final Map<StreamDescriptor, String> streamErrors = new HashMap<>();
  private AirbyteMessage.@Nullable TraceError firstError;

  /**
   * @param mask replaces secrets in what the connector says
   */
  ProcessEnd(List<StreamDescriptor> streams, UnaryOperator<String> mask) {
    this.streams = streams;
    this.mask = mask;
  }

  /** Returns whether the stream had another status, or none, before. */
  boolean note(AirbyteMessage.StreamStatus status) {
    return statuses.put(status.stream(), status.status()) != status.status();
  }

  void note(AirbyteMessage.TraceError error) {
    if (firstError == null) {
      firstError = error;
    }
    if (error.stream() != null) {
      streamErrors.putIfAbsent(error.stream(), mask.apply(error.message()));
    }
  }

  /**
   * Waits for the end of a process whose stdout has ended; one that goes on is stopped.
   *
   * @param patience how long it may take, at most a minute
   */
  SessionItem await(ConnectorProcess process, Duration patience) throws InterruptedException {
    Duration grace = patience.compareTo(MAX_GRACE) < 0 ? patience : MAX_GRACE;
    long from = System.nanoTime();
    int exitCode = process.waitFor(grace);
    if (exitCode == 0) {
      return succeeded();
    }
    if (System.nanoTime() - from >= grace.toNanos()) {
      return new SessionItem.Failed(
          "The connector closed its stdout and did not end within "
              + grace.toSeconds()
              + " s; it was stopped.",
          null,
          null,
          true,
          false,
          saidComplete());
    }
    return failed(exitCode, process);
  }

  private SessionItem succeeded() {
    Set<StreamDescriptor> complete = new HashSet<>();
    Map<StreamDescriptor, String> failures = new HashMap<>();
    for (StreamDescriptor stream : streams) {
      AirbyteMessage.Status last = statuses.get(stream);
      // An old connector sends no statuses at all: then its exit code is the proof.
      if (statuses.isEmpty() || last == AirbyteMessage.Status.COMPLETE) {
        complete.add(stream);
      } else {
        failures.put(
            stream,
            String.format(
                    "The connector ended well but reported the stream as %s, not COMPLETE. %s",
                    last == null ? "nothing" : last, streamErrors.getOrDefault(stream, ""))
                .strip());
      }
    }
    return new SessionItem.Succeeded(complete, failures);
  }

  private SessionItem failed(int exitCode, ConnectorProcess process) {
    AirbyteMessage.TraceError error = firstError;
    boolean config =
        error != null && error.failureType() == AirbyteMessage.FailureType.CONFIG_ERROR;
    String said = error != null ? mask.apply(error.message()) : lastLines(process.stderrTail());
    String message =
        "The connector " + ExitCodes.describe(exitCode) + (said.isEmpty() ? "." : ": " + said);
    return new SessionItem.Failed(
        message,
        config ? "Correct the connector's configuration." : null,
        error == null ? null : error.stream(),
        !config && exitCode != 2,
        config,
        saidComplete());
  }

  /** The streams that the connector has read to their end, whatever happened to others. */
  private Set<StreamDescriptor> saidComplete() {
    Set<StreamDescriptor> complete = new HashSet<>();
    statuses.forEach(
        (stream, status) -> {
          if (status == AirbyteMessage.Status.COMPLETE && streams.contains(stream)) {
            complete.add(stream);
          }
        });
    return complete;
  }

  /** The end of what was said on stderr: the line that names a Python exception is the last one. */
  private static String lastLines(String stderr) {
    String text = stderr.strip();
    return text.substring(Math.max(0, text.length() - MAX_CHARS));
  }
}
