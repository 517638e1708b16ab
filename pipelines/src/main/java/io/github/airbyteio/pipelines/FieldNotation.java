package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;

/** Reads which keys and cursors replace those of the source. */
public final class FieldNotation {
  private FieldNotation() {}

  /**
   * Adds primary keys, each written {@code STREAM=FIELD,FIELD}.
   *
   * @param option how the user calls the option
   * @throws AirbyteIoException of category USAGE if one is written otherwise, or given twice
   */
  public static StreamSelection withPrimaryKeys(
      String option, StreamSelection selection, Iterable<String> texts) {
    StreamSelection result = selection;
    for (String text : texts) {
      int sign = sign(option, text, "STREAM=FIELD,FIELD");
      String stream = text.substring(0, sign);
      requireFirst(option, stream, result.primaryKeys().containsKey(stream));
      String[] fields = text.substring(sign + 1).split(",", -1);
      for (String field : fields) {
        if (field.isEmpty()) {
          throw usage(option + " " + text + ": a field has no name.");
        }
      }
      result = result.withPrimaryKey(stream, fields);
    }
    return result;
  }

  /**
   * Adds cursors, each written {@code STREAM=FIELD}.
   *
   * @param option how the user calls the option
   * @throws AirbyteIoException of category USAGE if one is written otherwise, or given twice
   */
  public static StreamSelection withCursors(
      String option, StreamSelection selection, Iterable<String> texts) {
    StreamSelection result = selection;
    for (String text : texts) {
      int sign = sign(option, text, "STREAM=FIELD");
      String stream = text.substring(0, sign);
      requireFirst(option, stream, result.cursors().containsKey(stream));
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
