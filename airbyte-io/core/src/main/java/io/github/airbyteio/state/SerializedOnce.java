package io.github.airbyteio.state;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A part of a {@code DoFn} that is serialized the first time, and never again: it must not change
 * from then on.
 *
 * <p>The Direct runner serializes and deserializes a {@code DoFn}, with all that it holds, several
 * times for each bundle. With the schemas of many streams in it that takes longer than what the
 * bundle is for. Thread-safe.
 *
 * @param <T> its type
 */
public final class SerializedOnce<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;

  private byte @Nullable [] bytes;
  private transient @Nullable T value;

  private SerializedOnce(T value) {
    this.value = value;
  }

  public static <T extends Serializable> SerializedOnce<T> of(T value) {
    return new SerializedOnce<>(value);
  }

  /** The value, or in a copy of this its own copy of it: always the same one. */
  @SuppressWarnings("unchecked") // What is deserialized is what was serialized.
  public synchronized T get() {
    if (value == null) {
      value = (T) SerializableUtils.deserializeFromByteArray(bytes, "a part of a DoFn");
    }
    return value;
  }

  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    if (bytes == null) {
      bytes = SerializableUtils.serializeToByteArray(value);
    }
    out.defaultWriteObject();
  }
}
