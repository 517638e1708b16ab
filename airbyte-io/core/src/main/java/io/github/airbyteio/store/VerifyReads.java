package io.github.airbyteio.store;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.state.ReadEvent;
import java.util.Comparator;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** After all commits: fails the pipeline if a stream has failed, with the connector's message. */
final class VerifyReads extends DoFn<KV<String, Iterable<ReadEvent>>, Void> {
  static boolean isBad(ReadEvent event) {
    return event.kind() == ReadEvent.Kind.STREAM_FAILED
        || event.kind() == ReadEvent.Kind.STREAM_INTERRUPTED;
  }

  @ProcessElement
  public void process(@Element KV<String, Iterable<ReadEvent>> events) {
    ReadEvent first =
        StreamSupport.stream(events.getValue().spliterator(), false)
            .min(
                Comparator.comparing(ReadEvent::kind)
                    .thenComparing(event -> String.valueOf(event.stream())))
            .orElseThrow();
    throw failure(first);
  }

  static AirbyteIoException failure(ReadEvent first) {
    return first.kind() == ReadEvent.Kind.STREAM_INTERRUPTED
        ? new AirbyteIoException(
            Category.INTERRUPTED,
            "The read was stopped.",
            "Run it again: it continues from what is committed.")
        : new AirbyteIoException(
            first.configError() ? Category.CONFIG : Category.SOURCE,
            first.wholeProcess() ? null : first.stream(),
            String.valueOf(first.message()),
            first.hint(),
            null);
  }
}
