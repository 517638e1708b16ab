package io.github.airbyteio.schema;

import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A line that began like a RECORD cannot be read as one, or may not be stored. Its message holds no
 * data of the record.
 */
public class MalformedRecordException extends IOException {
  public MalformedRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
