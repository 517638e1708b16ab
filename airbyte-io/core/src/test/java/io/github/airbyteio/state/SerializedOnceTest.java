package io.github.airbyteio.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class SerializedOnceTest {
  private static final AtomicInteger WRITTEN = new AtomicInteger();

  private static final class Counted implements Serializable {
    private static final long serialVersionUID = 1L;

    private void writeObject(ObjectOutputStream out) throws IOException {
      WRITTEN.incrementAndGet();
      out.defaultWriteObject();
    }
  }

  private static final class WithAnObject implements Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused") // What fails is to write it.
    private final Object field = new Object();
  }

  @Test
  void neitherItNorItsCopiesSerializeTheValueAgain() {
    WRITTEN.set(0);
    SerializedOnce<Counted> wrapped = SerializedOnce.of(new Counted());
    assertThat(WRITTEN).hasValue(0);
    SerializedOnce<Counted> copy = SerializableUtils.clone(wrapped);
    for (int i = 0; i < 3; i++) {
      copy = SerializableUtils.clone(copy);
      assertThat(copy.get()).isSameAs(copy.get()).isNotSameAs(wrapped.get());
      assertThat(SerializableUtils.clone(wrapped).get()).isNotNull();
    }
    assertThat(WRITTEN).hasValue(1);
  }

  @Test
  void allOfTheValueIsInTheCopy() {
    SerializedOnce<ArrayList<String>> wrapped = SerializedOnce.of(new ArrayList<>(List.of("a")));

    assertThat(SerializableUtils.clone(wrapped).get()).containsExactly("a");
  }

  @Test
  void whatIsInItCanBeSeenInThePipeline() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(SerializedOnce.of(new ArrayList<>(List.of("a secret, say"))));
    }
    assertThat(bytes.toString(ISO_8859_1)).contains("a secret, say");
  }

  @Test
  void whatCannotBeSerializedIsRefused() {
    SerializedOnce<WithAnObject> wrapped = SerializedOnce.of(new WithAnObject());

    assertThatThrownBy(() -> SerializableUtils.clone(wrapped))
        .isInstanceOf(IllegalArgumentException.class)
        .hasRootCauseInstanceOf(NotSerializableException.class);
  }
}
