package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.Scope;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Events are facts for the report, and the end of a process goes to each committer it feeds. */
final class SplitEvents extends DoFn<ReadEvent, KV<String, CommitInput>> {
  static final TupleTag<KV<String, CommitInput>> ENDS = new TupleTag<>() {};
  static final TupleTag<SyncFact> FACTS = new TupleTag<>() {};

  private final CommitKey key;

  SplitEvents(CommitKey key) {
    this.key = key;
  }

  @ProcessElement
  public void process(@Element ReadEvent event, MultiOutputReceiver out) {
    out.get(FACTS).output(SyncFact.of(event));
    if (event.kind() == ReadEvent.Kind.READ_ENDED) {
      end(event, out.get(ENDS));
    }
  }

  private void end(ReadEvent event, OutputReceiver<KV<String, CommitInput>> ends) {
    Map<Scope, String> tokens = event.end().finalTokens();
    if (key.byConnection()) {
      ends.output(key.keyed(null, CommitInput.end(event.runId(), tokens)));
      return;
    }
    for (StreamDescriptor stream : event.end().recordsRead().keySet()) {
      Map<Scope, String> own = new TreeMap<>(tokens);
      own.keySet().removeIf(scope -> !stream.equals(scope.stream()));
      ends.output(key.keyed(stream, CommitInput.end(event.runId(), own)));
    }
  }
}
