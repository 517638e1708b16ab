package io.github.airbyteio.pipelines.beam;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.state.ReadEvent;
import org.apache.beam.sdk.transforms.DoFn;

/** Fails the pipeline when a stream was not read to its end: its rows are not all there. */
final class FailIfIncomplete extends DoFn<ReadEvent, Void> {
  @ProcessElement
  public void process(@Element ReadEvent event) {
    switch (event.kind()) {
      case STREAM_FAILED ->
          throw new AirbyteIoException(
              event.configError() ? Category.CONFIG : Category.SOURCE,
              event.stream(),
              (event.stream() == null ? "The read" : "The stream " + event.stream())
                  + " failed: "
                  + event.message(),
              event.hint(),
              null);
      case STREAM_INTERRUPTED ->
          throw new AirbyteIoException(
              Category.INTERRUPTED, event.stream(), "The read was stopped.", null, null);
      default -> {}
    }
  }
}
