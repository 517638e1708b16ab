package io.github.airbyteio.store;

import io.github.airbyteio.state.ReadEvent;
import org.apache.beam.sdk.transforms.DoFn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what has failed in an unbounded read. It tries again by itself; a configuration that is to
 * blame fails the pipeline.
 */
final class WatchRounds extends DoFn<ReadEvent, Void> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchRounds.class);

  @ProcessElement
  public void process(@Element ReadEvent event) {
    if (event.kind() != ReadEvent.Kind.STREAM_FAILED) {
      return;
    }
    if (event.configError()) {
      throw VerifyReads.failure(event);
    }
    LOG.warn("Stream '{}' has failed: {}", event.stream(), event.message());
  }
}
