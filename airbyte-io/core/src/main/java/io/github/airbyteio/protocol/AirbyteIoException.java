package io.github.airbyteio.protocol;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A failure that a user can act on: what happened, to which stream, and what to do. Holds no
 * secrets.
 */
public final class AirbyteIoException extends RuntimeException {
  /** Who has to act. */
  public enum Category {
    /** The command line or the pipeline is used wrongly. */
    USAGE,
    /** The connector's configuration or a secret is invalid. */
    CONFIG,
    /** The connector refused its configuration in {@code check}. */
    CHECK,
    /** The source connector failed. */
    SOURCE,
    /** The sink failed. */
    SINK,
    /** The user stopped the run. */
    INTERRUPTED,
    /** A defect of this library. */
    INTERNAL
  }

  private final Category category;
  private final @Nullable StreamDescriptor stream;
  private final @Nullable String hint;

  public AirbyteIoException(
      Category category,
      @Nullable StreamDescriptor stream,
      String message,
      @Nullable String hint,
      @Nullable Throwable cause) {
    super(message, cause);
    this.category = category;
    this.stream = stream;
    this.hint = hint;
  }

  public AirbyteIoException(Category category, String message, @Nullable String hint) {
    this(category, null, message, hint, null);
  }

  public Category category() {
    return category;
  }

  /** The stream it happened to, or null when it concerns all. */
  public @Nullable StreamDescriptor stream() {
    return stream;
  }

  /** What the user can do, or null. */
  public @Nullable String hint() {
    return hint;
  }
}
