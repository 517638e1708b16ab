package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.sink.OutcomeUnknownException;
import io.github.airbyteio.sink.StaleCheckpointException;
import java.io.IOException;
import java.io.PrintWriter;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tells failures to people and to shells. */
public final class Failures {
  static final int PARTIAL = 7;

  private Failures() {}

  /** The failure that this library has described itself, however it is wrapped; null if none. */
  static @Nullable AirbyteIoException known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AirbyteIoException found) {
        return found;
      }
      if (cause instanceof StaleCheckpointException || cause instanceof OutcomeUnknownException) {
        return new AirbyteIoException(Category.SINK, null, cause.getMessage(), null, failure);
      }
    }
    return null;
  }

  /** Finds what a user can act on in a failure, however it is wrapped. */
  static AirbyteIoException find(Throwable failure) {
    AirbyteIoException known = known(failure);
    if (known != null) {
      return known;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new AirbyteIoException(
            Category.SINK,
            null,
            String.valueOf(cause.getMessage()),
            "Correct the cause and run again: it continues from what is committed.",
            failure);
      }
    }
    return new AirbyteIoException(
        Category.INTERNAL,
        null,
        failure.getClass().getSimpleName() + ": " + failure.getMessage(),
        "This is a defect. Run again with -v and report what it prints.",
        failure);
  }

  static int exitCode(Category category) {
    return switch (category) {
      case INTERNAL -> 1;
      case USAGE -> 2;
      case CONFIG -> 3;
      case CHECK -> 4;
      case SOURCE -> 5;
      case SINK -> 6;
      case INTERRUPTED -> 130;
    };
  }

  static void print(AirbyteIoException error, PrintWriter err) {
    err.println("Error: " + error.getMessage());
    if (error.hint() != null) {
      err.println(error.hint());
    }
    err.flush();
  }

  /** Prints a failure and returns its exit code. */
  public static int report(Throwable failure, PrintWriter err) {
    AirbyteIoException error = find(failure);
    print(error, err);
    if (error.category() == Category.INTERNAL) {
      failure.printStackTrace(err);
    }
    return exitCode(error.category());
  }
}
