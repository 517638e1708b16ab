package io.github.airbyteio.sink;

import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares the table before anything is staged; draws the run's id. */
final class BeginBatch extends DoFn<String, String> {
  private static final Logger LOG = LoggerFactory.getLogger(BeginBatch.class);

  private final Sink sink;
  private final StreamTarget target;

  BeginBatch(Sink sink, StreamTarget target) {
    this.sink = sink;
    this.target = target;
  }

  @ProcessElement
  public void process(OutputReceiver<String> out) throws IOException {
    try (SinkConnection connection = sink.open()) {
      for (String change : connection.prepare(target)) {
        LOG.info("Table of '{}': {}", target.stream(), change);
      }
    }
    out.output(UUID.randomUUID().toString());
  }
}
