package io.github.airbyteio;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.BadRecordRouter;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where records go that cannot be read or do not conform: to the user's handler, if there is one.
 */
final class DeadLetters implements Serializable {
  private final boolean open;

  DeadLetters(@Nullable ErrorHandler<BadRecord, ?> handler) {
    this.open = handler != null;
  }

  /** Whether there is a handler. */
  boolean open() {
    return open;
  }

  /** Hands a line over; its text is in the element alone, not in the failure's words. */
  void route(
      MultiOutputReceiver out,
      StreamDescriptor stream,
      byte[] lines,
      int from,
      int to,
      @Nullable Exception cause,
      String what)
      throws Exception {
    Metrics.counter("airbyteio", "records_rejected/" + stream).inc();
    BadRecordRouter.RECORDING_ROUTER.route(
        out,
        new String(lines, from, to - from, StandardCharsets.UTF_8),
        StringUtf8Coder.of(),
        cause,
        "Stream '" + stream + "': " + what);
  }

  /** Gives the handler what was routed. */
  static void collect(PCollectionTuple outputs, @Nullable ErrorHandler<BadRecord, ?> handler) {
    PCollection<BadRecord> bad =
        outputs
            .get(BadRecordRouter.BAD_RECORD_TAG)
            .setCoder(BadRecord.getCoder(outputs.getPipeline()));
    if (handler != null) {
      handler.addErrorCollection(bad);
    }
  }
}
