package io.github.airbyteio.faults;

import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.sink.CommitPolicy;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkConnection;
import java.io.IOException;
import java.time.Duration;

/** Another sink, but each checkpoint is committed as soon as it can be, also of a small source. */
record EagerSink(Sink sink) implements Sink {
  @Override
  public CommitPolicy commitPolicy() {
    return CommitPolicy.of(Duration.ofMillis(1), 1);
  }

  @Override
  public ValueLimits limits() {
    return sink.limits();
  }

  @Override
  public String description() {
    return sink.description();
  }

  @Override
  public SinkConnection open() throws IOException {
    return sink.open();
  }
}
