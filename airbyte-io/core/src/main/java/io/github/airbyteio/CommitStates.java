package io.github.airbyteio;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.store.CommitBehind;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.StateCommit;
import io.github.airbyteio.store.StoreStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.POutput;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Implements {@link AirbyteIO#commitStates}. Immutable.
 *
 * <pre>{@code
 * ConnectionStateStore store = FileStateStore.in("states");
 * ReadResult read = pipeline.apply(AirbyteIO.read(faker).withStateFrom(store));
 * WriteFilesResult<Void> written = read.rows("users").apply(toJson).apply(write);
 * read.apply(AirbyteIO.commitStates(store).after(written));
 * }</pre>
 */
public final class CommitStates extends PTransform<ReadResult, PCollection<StateCommit>> {
  private static final Duration DEFAULT_INTERVAL = Duration.standardSeconds(10);

  private final ConnectionStateStore store;
  private final Duration interval;
  // Parts of the pipeline's graph: of no use, and not serializable, where it runs.
  private final transient List<POutput> results;

  private CommitStates(ConnectionStateStore store, Duration interval, List<POutput> results) {
    this.store = store;
    this.interval = interval;
    this.results = List.copyOf(results);
  }

  static CommitStates to(ConnectionStateStore store) {
    return new CommitStates(store, DEFAULT_INTERVAL, List.of());
  }

  /**
   * What the states wait for: the results of all transforms that write records of this read, as
   * collections or as the result objects of Beam's I/Os. Required. A result must become complete
   * only when its records are durable: what it promises is its author's word.
   */
  public CommitStates after(POutput... results) {
    List<POutput> all = new ArrayList<>(this.results);
    all.addAll(List.of(results));
    return new CommitStates(store, interval, all);
  }

  /**
   * How often the states of an unbounded read are committed, 10 seconds by default. Those of a
   * bounded one are committed once, at its end.
   */
  public CommitStates withCommitInterval(java.time.Duration interval) {
    if (interval.toMillis() <= 0) {
      throw new AirbyteIoException(
          Category.USAGE, "A commit interval of " + interval + " is not positive.", null);
    }
    return new CommitStates(store, Duration.millis(interval.toMillis()), results);
  }

  /**
   * @throws AirbyteIoException if the read does not start from the store, or there is nothing to
   *     wait for
   */
  @Override
  public PCollection<StateCommit> expand(ReadResult read) {
    if (!(read.read().states() instanceof StoreStates states) || !states.store().equals(store)) {
      throw refused(
          "the read does not start from the states in this store, so its states could not follow"
              + " them.",
          "Add .withStateFrom(store), with the same store, to AirbyteIO.read().");
    }
    boolean bounded = read.checkpoints().isBounded() == IsBounded.BOUNDED;
    if (!bounded && !read.hasBlockTimes()) {
      throw refused(
          "withEventTime() gives records of an unbounded read other times than their states have,"
              + " so these could not wait for them.",
          "Leave withEventTime() away and set the timestamps behind the write, or from its input"
              + " to another branch.");
    }
    List<PCollection<?>> signals = signals();
    if (bounded && signals.stream().anyMatch(s -> s.isBounded() == IsBounded.UNBOUNDED)) {
      throw refused(
          "the read is bounded and a result that its states wait for is not: it would never be"
              + " complete.",
          "Give the result of a transform that writes the records of this read alone.");
    }
    return new CommitBehind(store, read.read().connectionId(), interval)
        .expand(read.checkpoints(), read.events(), signals);
  }

  private List<PCollection<?>> signals() {
    List<PCollection<?>> signals = new ArrayList<>();
    for (POutput result : Objects.requireNonNull(results)) {
      List<? extends PCollection<?>> collections =
          result.expand().values().stream()
              .filter(PCollection.class::isInstance)
              .map(value -> (PCollection<?>) value)
              .toList();
      if (collections.isEmpty()) {
        throw refused(
            "a " + result.getClass().getSimpleName() + " has no collection to wait for.",
            "Use the variant of the write that gives a result.");
      }
      signals.addAll(collections);
    }
    if (signals.isEmpty()) {
      throw refused(
          "it is not said what the states wait for.",
          "Add .after(result), with the result of the transform that writes the records.");
    }
    return signals;
  }

  private AirbyteIoException refused(String why, @Nullable String hint) {
    return new AirbyteIoException(
        Category.USAGE, "commitStates(" + store.description() + "): " + why, hint);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("store", store.description()))
        .addIfNotDefault(DisplayData.item("commitInterval", interval), DEFAULT_INTERVAL);
  }
}
