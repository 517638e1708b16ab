package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that give streams other keys and cursors than the source does. */
final class FieldOptions {
  @Option(
      names = "--primary-key",
      paramLabel = "STREAM=FIELD,…",
      description = "The primary key of a stream, instead of the source's: users=id,org.")
  private String[] primaryKeys = new String[0];

  @Option(
      names = "--cursor",
      paramLabel = "STREAM=FIELD",
      description = {
        "The cursor of a stream, instead of the source's: users=updated_at. The stream is read by it",
        "where the source lets one choose, and the row with the greatest value is the latest."
      })
  private String[] cursors = new String[0];

  /**
   * Adds to the selection, in the place of what it says of the same streams.
   *
   * @throws AirbyteIoException if a key or cursor is not written as it should be, or given twice
   */
  StreamSelection applyTo(StreamSelection selection) {
    StreamSelection result = selection;
    Set<String> keyed = new HashSet<>();
    Set<String> ordered = new HashSet<>();
    for (String text : primaryKeys) {
      int sign = sign("--primary-key", text, "STREAM=FIELD,FIELD");
      String stream = text.substring(0, sign);
      requireFirst("--primary-key", stream, !keyed.add(stream));
      String[] fields = text.substring(sign + 1).split(",", -1);
      for (String field : fields) {
        if (field.isEmpty()) {
          throw usage("--primary-key " + text + ": a field has no name.");
        }
      }
      result = result.withPrimaryKey(stream, fields);
    }
    for (String text : cursors) {
      int sign = sign("--cursor", text, "STREAM=FIELD");
      String stream = text.substring(0, sign);
      requireFirst("--cursor", stream, !ordered.add(stream));
      result = result.withCursor(stream, text.substring(sign + 1));
    }
    return result;
  }

  /** The place of the sign between the stream and the rest, neither of which is empty. */
  private static int sign(String option, String text, String form) {
    int sign = text.indexOf('=');
    if (sign < 1 || sign == text.length() - 1) {
      throw usage(option + " " + text + ": must be " + form + ".");
    }
    return sign;
  }

  private static void requireFirst(String option, String stream, boolean given) {
    if (given) {
      throw usage(option + " is given twice for the stream " + stream + ".");
    }
  }

  private static AirbyteIoException usage(String message) {
    return new AirbyteIoException(Category.USAGE, message, null);
  }
}
