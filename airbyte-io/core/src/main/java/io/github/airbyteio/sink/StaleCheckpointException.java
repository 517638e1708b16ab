package io.github.airbyteio.sink;

import io.github.airbyteio.state.Scope;
import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Another run has committed to the scope since this one read its state. Nothing was committed. */
public final class StaleCheckpointException extends IOException {
  StaleCheckpointException(Scope scope, @Nullable String stored, @Nullable String expected) {
    super(
        String.format(
            "The state of '%s' was written by another run (token %s, expected %s). Nothing was committed. Stop the other run, or"
                + " give this one another connection id.",
            scope, stored, expected));
  }
}
