package io.github.airbyteio.faults;

import io.github.airbyteio.sink.CommitPolicy;
import io.github.airbyteio.sink.Sink;
import java.time.Duration;

/** Another sink, but each checkpoint is committed as soon as it can be, also of a small source. */
record EagerSink(Sink sink) implements SinkInFront {
  @Override
  public CommitPolicy commitPolicy() {
    return CommitPolicy.of(Duration.ofMillis(1), 1);
  }
}
