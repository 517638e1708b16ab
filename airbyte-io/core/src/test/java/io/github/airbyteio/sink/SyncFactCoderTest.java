package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncFactCoderTest {
  private static final ReadEvent WARNING =
      ReadEvent.of(ReadEvent.Kind.WARNING, StreamDescriptor.of("things"), "é").inRun("run");

  static SyncFact[] facts() {
    return new SyncFact[] {
      SyncFact.start(),
      SyncFact.of(WARNING),
      SyncFact.rejected(WARNING),
      SyncFact.read("run", StreamDescriptor.of("things"), 0, 0),
      SyncFact.read("run/é", StreamDescriptor.of("space", "things"), 1L << 40, 1L << 50)
    };
  }

  @ParameterizedTest
  @MethodSource("facts")
  void allOfAFactIsKept(SyncFact fact) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(SyncFactCoder.of(), fact);
    CoderProperties.coderSerializable(SyncFactCoder.of());
  }
}
