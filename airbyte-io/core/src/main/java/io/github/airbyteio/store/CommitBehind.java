package io.github.airbyteio.store;

import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;

/**
 * Commits the checkpoints of a read when the results of the writes of its records are complete:
 * those of a bounded read at its end, those of an unbounded one window by window. A window is
 * complete when the watermark has passed it, so all records before its states are written by then.
 */
public final class CommitBehind {
  private final ConnectionStateStore store;
  private final String connectionId;
  private final Duration interval;

  /**
   * @param interval how often the states of an unbounded read are committed
   */
  public CommitBehind(ConnectionStateStore store, String connectionId, Duration interval) {
    this.store = store;
    this.connectionId = connectionId;
    this.interval = interval;
  }

  /** Applies the transforms. */
  public PCollection<StateCommit> expand(
      PCollection<Checkpoint> checkpoints,
      PCollection<ReadEvent> events,
      List<PCollection<?>> results) {
    boolean bounded = checkpoints.isBounded() == IsBounded.BOUNDED;
    PCollection<Checkpoint> states = windowed("States", checkpoints);
    List<PCollection<?>> signals = new ArrayList<>();
    for (PCollection<?> result : results) {
      String name = "Result" + signals.size();
      PCollection<?> signal = windowed(name, result);
      signals.add(bounded ? signal : signal(name, signal, states));
    }
    PCollection<StateCommit> commits =
        states
            .apply("AwaitWrites", Wait.on(signals))
            .setCoder(checkpoints.getCoder())
            .apply("OneConnection", WithKeys.of(connectionId))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), checkpoints.getCoder()))
            .apply("Together", GroupByKey.create())
            .apply("AllWindows", Window.into(new GlobalWindows()))
            .apply("CommitToStore", ParDo.of(new CommitToStore(store, bounded)))
            .setCoder(SerializableCoder.of(StateCommit.class));
    if (bounded) {
      verify(events, commits);
    } else {
      events.apply("WatchRounds", ParDo.of(new WatchRounds()));
    }
    return commits;
  }

  /**
   * The same signal, with an element in each window that has a state: a result that is empty there
   * is complete too, and Flink would let its states wait for ever.
   */
  private static <T> PCollection<Void> signal(
      String name, PCollection<T> result, PCollection<Checkpoint> states) {
    return PCollectionList.of(result.apply("Progress" + name, ParDo.of(new Progress<T>(false))))
        .and(states.apply("Moments" + name, ParDo.of(new Progress<Checkpoint>(true))))
        .apply("Signal" + name, Flatten.pCollections());
  }

  /** How far a collection has come, without what it holds. */
  private static final class Progress<T> extends DoFn<T, Void> {
    private final boolean marksElements;

    Progress(boolean marksElements) {
      this.marksElements = marksElements;
    }

    @ProcessElement
    public void process(OutputReceiver<Void> out) {
      if (marksElements) {
        out.output(null);
      }
    }
  }

  /** In the windows in which states wait for writes: their trigger fires once, when complete. */
  private <T> PCollection<T> windowed(String name, PCollection<T> collection) {
    Window<T> window =
        collection.isBounded() == IsBounded.BOUNDED
            ? Window.<T>into(new GlobalWindows())
            : Window.<T>into(FixedWindows.of(interval));
    return collection.apply(
        "Window" + name,
        window
            .triggering(DefaultTrigger.of())
            .withAllowedLateness(Duration.ZERO)
            .discardingFiredPanes());
  }

  private void verify(PCollection<ReadEvent> events, PCollection<StateCommit> commits) {
    events
        .apply("Failures", Filter.by(VerifyReads::isBad))
        .apply("AwaitCommits", Wait.on(commits))
        .setCoder(events.getCoder())
        .apply("OneVerdict", WithKeys.of(connectionId))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), events.getCoder()))
        .apply("AllFailures", GroupByKey.create())
        .apply("VerifyReads", ParDo.of(new VerifyReads()));
  }
}
