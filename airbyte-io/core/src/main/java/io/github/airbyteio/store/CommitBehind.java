package io.github.airbyteio.store;

import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Filter;
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
    List<PCollection<?>> signals =
        results.stream()
            .<PCollection<?>>map(result -> windowed("Result" + results.indexOf(result), result))
            .toList();
    PCollection<StateCommit> commits =
        windowed("States", checkpoints)
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
