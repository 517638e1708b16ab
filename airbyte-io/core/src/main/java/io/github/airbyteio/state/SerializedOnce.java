package io.github.airbyteio.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import org.apache.beam.sdk.util.common.ReflectHelpers;
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

  /** Not compressed: who looks for a secret in a serialized pipeline finds it. */
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
      try (ObjectInputStream in = new UserClasses(new ByteArrayInputStream(bytes))) {
        value = (T) in.readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException("A part of a DoFn cannot be deserialized", e);
      }
    }
    return value;
  }

  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    if (bytes == null) {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      try (ObjectOutputStream own = new ObjectOutputStream(written)) {
        own.writeObject(value);
      }
      bytes = written.toByteArray();
    }
    out.defaultWriteObject();
  }

  /** Finds classes where Beam finds those of a {@code DoFn}. */
  private static final class UserClasses extends ObjectInputStream {
    UserClasses(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, ReflectHelpers.findClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }
}
