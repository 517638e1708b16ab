package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One thing that a session has to emit, or its end. */
sealed interface SessionItem {
  /** Its weight in the session's queue. */
  default int bytes() {
    return 0;
  }

  /** RECORD lines of one stream. */
  record Records(StreamDescriptor stream, long count, byte[] lines) implements SessionItem {
    @Override
    public int bytes() {
      return lines.length;
    }
  }

  /**
   * A STATE: it covers all records of its scope before it.
   *
   * @param clears whether it leaves its scope without a state
   */
  record State(AirbyteState state, boolean clears) implements SessionItem {}

  record Event(ReadEvent event) implements SessionItem {}

  /**
   * The process has ended by itself with exit code 0.
   *
   * @param complete the streams whose read is proven complete
   * @param failures what the connector said of streams that are not complete
   */
  record Succeeded(Set<StreamDescriptor> complete, Map<StreamDescriptor, String> failures)
      implements SessionItem {}

  /**
   * The attempt has failed.
   *
   * @param retryable whether a relaunch may help
   * @param configError whether the connector's configuration is to blame
   * @param complete the streams that the connector reported as COMPLETE before
   */
  record Failed(
      String message,
      @Nullable String hint,
      @Nullable StreamDescriptor stream,
      boolean retryable,
      boolean configError,
      Set<StreamDescriptor> complete)
      implements SessionItem {
    static Failed of(
        String message, @Nullable String hint, @Nullable StreamDescriptor stream, boolean retry) {
      return new Failed(message, hint, stream, retry, false, Set.of());
    }
  }
}
