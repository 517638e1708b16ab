package io.github.airbyteio;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.RecordShape;
import java.util.Map;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the records of a read become elements.
 *
 * @param times null: elements have the times of their blocks
 * @param errorHandler where records go that cannot become elements, or null
 */
record RecordOutput(
    Map<StreamDescriptor, RecordShape> shapes,
    @Nullable RecordTimes times,
    @Nullable ErrorHandler<BadRecord, ?> errorHandler) {

  DeadLetters deadLetters() {
    return new DeadLetters(errorHandler);
  }

  void collectErrors(PCollectionTuple outputs) {
    DeadLetters.collect(outputs, errorHandler);
  }
}
