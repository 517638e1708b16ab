package io.github.airbyteio.sink;

import java.io.IOException;

/**
 * The connection was lost in a commit: it may have succeeded. Nothing may be cleaned up; the stored
 * token tells.
 */
public final class OutcomeUnknownException extends IOException {
  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
