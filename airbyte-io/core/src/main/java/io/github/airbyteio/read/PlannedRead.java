package io.github.airbyteio.read;

import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RecordBlockCoder;
import io.github.airbyteio.state.StateSource;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * A connection with its catalog, ready to be read: plans the run on a worker and reads each task by
 * {@link ReadConnector}.
 */
public final class PlannedRead {
  private final String connectionId;
  private final ConfiguredCatalog catalog;
  private final SessionFactory sessions;
  private final StateSource states;
  private final ProcessLayout layout;
  private final RetryPolicy retries;

  private PlannedRead(
      String connectionId,
      ConfiguredCatalog catalog,
      SessionFactory sessions,
      StateSource states,
      ProcessLayout layout,
      RetryPolicy retries) {
    this.connectionId = connectionId;
    this.catalog = catalog;
    this.sessions = sessions;
    this.states = states;
    this.layout = layout;
    this.retries = retries;
  }

  /** A read by the connection's connector. */
  public static PlannedRead of(
      Connection connection,
      ConfiguredCatalog catalog,
      StateSource states,
      ProcessLayout layout,
      RetryPolicy retries,
      ReadSettings settings) {
    return new PlannedRead(
        connection.id(),
        catalog,
        new ConnectorSessionFactory(connection, catalog, settings),
        states,
        layout,
        retries);
  }

  /** A read from other sessions, for tests. */
  static PlannedRead of(
      String connectionId,
      ConfiguredCatalog catalog,
      SessionFactory sessions,
      StateSource states,
      ProcessLayout layout,
      RetryPolicy retries) {
    return new PlannedRead(connectionId, catalog, sessions, states, layout, retries);
  }

  public String connectionId() {
    return connectionId;
  }

  public ConfiguredCatalog catalog() {
    return catalog;
  }

  public ProcessLayout layout() {
    return layout;
  }

  public StateSource states() {
    return states;
  }

  /** Applies the read. */
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple plan =
        begin
            .apply("Connection", Create.of(connectionId))
            .apply(
                "PlanReads",
                ParDo.of(new Plan(connectionId, catalog, layout, states))
                    .withOutputTags(Plan.TASKS, TupleTagList.of(Plan.CHANGES)));
    PCollection<ReadEvent> changes =
        plan.get(Plan.CHANGES).setCoder(SerializableCoder.of(ReadEvent.class));
    PCollectionTuple outputs =
        plan.get(Plan.TASKS)
            .setCoder(SerializableCoder.of(ReadTask.class))
            .apply("Tasks", Reshuffle.viaRandomKey())
            .apply(
                "ReadConnector",
                ParDo.of(new ReadConnector(sessions, states, retries, WorkerSessions::cache))
                    .withOutputTags(
                        ReadConnector.BLOCKS,
                        TupleTagList.of(ReadConnector.CHECKPOINTS).and(ReadConnector.EVENTS)));
    blocks(outputs).setCoder(RecordBlockCoder.of());
    checkpoints(outputs).setCoder(SerializableCoder.of(Checkpoint.class));
    events(outputs).setCoder(SerializableCoder.of(ReadEvent.class));
    return PCollectionTuple.of(ReadConnector.BLOCKS, blocks(outputs))
        .and(ReadConnector.CHECKPOINTS, checkpoints(outputs))
        .and(
            ReadConnector.EVENTS,
            PCollectionList.of(changes)
                .and(events(outputs))
                .apply("Events", Flatten.pCollections()));
  }

  public PCollection<RecordBlock> blocks(PCollectionTuple outputs) {
    return outputs.get(ReadConnector.BLOCKS);
  }

  public PCollection<Checkpoint> checkpoints(PCollectionTuple outputs) {
    return outputs.get(ReadConnector.CHECKPOINTS);
  }

  public PCollection<ReadEvent> events(PCollectionTuple outputs) {
    return outputs.get(ReadConnector.EVENTS);
  }

  /** The outputs under their tags. */
  public Map<TupleTag<?>, PValue> outputs(
      PCollection<RecordBlock> blocks,
      PCollection<Checkpoint> checkpoints,
      PCollection<ReadEvent> events) {
    return Map.of(
        ReadConnector.BLOCKS,
        blocks,
        ReadConnector.CHECKPOINTS,
        checkpoints,
        ReadConnector.EVENTS,
        events);
  }

  /** Plans on a worker, since the states are known only when the pipeline runs. */
  private static final class Plan extends DoFn<String, ReadTask> {
    static final TupleTag<ReadTask> TASKS = new TupleTag<>() {};
    static final TupleTag<ReadEvent> CHANGES = new TupleTag<>() {};

    private final String connectionId;
    private final ConfiguredCatalog catalog;
    private final ProcessLayout layout;
    private final StateSource states;

    Plan(String connectionId, ConfiguredCatalog catalog, ProcessLayout layout, StateSource states) {
      this.connectionId = connectionId;
      this.catalog = catalog;
      this.layout = layout;
      this.states = states;
    }

    @ProcessElement
    public void process(MultiOutputReceiver out) throws IOException {
      try (StateSource.OpenStateStore store = states.openStates()) {
        new PlanReads(connectionId, catalog, layout)
            .plan(store, UUID.randomUUID().toString(), System.currentTimeMillis())
            .forEach(out.get(TASKS)::output);
        store
            .schemaChanges()
            .forEach(
                (stream, changes) ->
                    changes.forEach(
                        change ->
                            out.get(CHANGES)
                                .output(
                                    ReadEvent.of(ReadEvent.Kind.SCHEMA_CHANGED, stream, change))));
      }
    }
  }
}
