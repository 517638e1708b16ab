package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.read.ProcessLayout;

/** Reads the values of options that the command line and the transforms share. */
public final class OptionValues {
  private OptionValues() {}

  /**
   * Reads {@code evolve}, {@code freeze} or {@code fail}.
   *
   * @param option how the user calls the option
   * @throws AirbyteIoException of category USAGE for anything else
   */
  public static SchemaChangePolicy schemaChangePolicy(String option, String text) {
    for (SchemaChangePolicy policy : SchemaChangePolicy.values()) {
      if (policy.wireName().equals(text)) {
        return policy;
      }
    }
    throw usage(option, text, "must be evolve, freeze or fail.");
  }

  /**
   * Reads {@code connection}, {@code stream} or a number of processes.
   *
   * @param option how the user calls the option
   * @throws AirbyteIoException of category USAGE for anything else
   */
  public static ProcessLayout processes(String option, String text) {
    if (text.equals("connection")) {
      return ProcessLayout.perConnection();
    }
    if (text.equals("stream")) {
      return ProcessLayout.perStream();
    }
    if (text.matches("[1-9]\\d{0,3}")) {
      return ProcessLayout.grouped(Integer.parseInt(text));
    }
    throw usage(option, text, "must be connection, stream or a number.");
  }

  private static AirbyteIoException usage(String option, String text, String what) {
    return new AirbyteIoException(Category.USAGE, option + " " + text + ": " + what, null);
  }
}
