package io.github.airbyteio.schema;

import java.io.IOException;

/**
 * A line that began like a RECORD cannot be read as one. Its message holds no data of the record.
 */
public final class MalformedRecordException extends IOException {
  public MalformedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
