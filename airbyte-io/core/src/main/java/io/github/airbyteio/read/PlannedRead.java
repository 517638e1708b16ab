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
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.FlatMapElements;
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
import org.apache.beam.sdk.values.TypeDescriptor;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * A connection with its catalog, ready to be read: plans the run on a worker and reads each task by
 * {@link ReadConnector}; or, with an interval, reads in rounds by {@link ReadContinuously}.
 */
public final class PlannedRead {
  private static final TupleTagList CHECKPOINTS_AND_EVENTS =
      TupleTagList.of(ReadConnector.CHECKPOINTS).and(ReadConnector.EVENTS);

  private final String connectionId;
  private final ConfiguredCatalog catalog;
  private final SessionFactory sessions;
  private final StateSource states;
  private final ProcessLayout layout;
  private final RetryPolicy retries;
  private final @Nullable Duration pollInterval;
  private final @Nullable String headStart;
  private final Clock clock;

  private PlannedRead(
      String connectionId,
      ConfiguredCatalog catalog,
      SessionFactory sessions,
      StateSource states,
      ProcessLayout layout,
      RetryPolicy retries,
      @Nullable Duration pollInterval,
      @Nullable String headStart,
      Clock clock) {
    this.connectionId = connectionId;
    this.catalog = catalog;
    this.sessions = sessions;
    this.states = states;
    this.layout = layout;
    this.retries = retries;
    this.pollInterval = pollInterval;
    this.headStart = headStart;
    this.clock = clock;
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
        retries,
        null,
        null,
        System::currentTimeMillis);
  }

  /** A read from other sessions, for tests. */
  static PlannedRead of(
      String connectionId,
      ConfiguredCatalog catalog,
      SessionFactory sessions,
      StateSource states,
      ProcessLayout layout,
      RetryPolicy retries) {
    return new PlannedRead(
        connectionId,
        catalog,
        sessions,
        states,
        layout,
        retries,
        null,
        null,
        System::currentTimeMillis);
  }

  /** The same read in rounds, without an end: one each interval. */
  public PlannedRead continuously(Duration pollInterval) {
    return continuously(pollInterval, clock);
  }

  /** The same by another clock, for tests. */
  PlannedRead continuously(Duration pollInterval, Clock clock) {
    return new PlannedRead(
        connectionId, catalog, sessions, states, layout, retries, pollInterval, null, clock);
  }

  /**
   * The same read, begun in this JVM: it is being planned, and its connectors launched, while the
   * pipeline is built and its runner starts. Only for a bounded one that this JVM executes, once.
   */
  public PlannedRead launchedAhead() {
    String key = WorkerSessions.keep(HeadStart.begin(planner(), sessions, WorkerSessions.cache()));
    return new PlannedRead(
        connectionId, catalog, sessions, states, layout, retries, pollInterval, key, clock);
  }

  public String connectionId() {
    return connectionId;
  }

  public ConfiguredCatalog catalog() {
    return catalog;
  }

  /** Whether one process reads all streams, so that a state may cover the whole connection. */
  public boolean isOneProcess() {
    return layout.divide(catalog.streams().stream().map(s -> s.descriptor()).toList()).size() <= 1;
  }

  public StateSource states() {
    return states;
  }

  /** Applies the read. */
  public PCollectionTuple expand(PBegin begin) {
    PCollection<String> connection = begin.apply("Connection", Create.of(connectionId));
    PCollectionTuple outputs =
        pollInterval == null ? readOnce(connection) : readContinuously(connection, pollInterval);
    blocks(outputs).setCoder(RecordBlockCoder.of());
    checkpoints(outputs).setCoder(SerializableCoder.of(Checkpoint.class));
    events(outputs).setCoder(SerializableCoder.of(ReadEvent.class));
    return outputs;
  }

  private PCollectionTuple readOnce(PCollection<String> connection) {
    PCollectionTuple plan =
        connection.apply(
            "PlanReads",
            ParDo.of(new Plan(planner(), sessions, headStart))
                .withOutputTags(Plan.TASKS, TupleTagList.of(Plan.CHANGES)));
    PCollection<ReadEvent> changes =
        plan.get(Plan.CHANGES).setCoder(SerializableCoder.of(ReadEvent.class));
    PCollectionTuple outputs =
        plan.get(Plan.TASKS)
            .setCoder(SerializableCoder.of(ReadTask.class))
            .apply("Tasks", Reshuffle.viaRandomKey())
            .apply(
                "ReadConnector",
                ParDo.of(new ReadConnector(reader()))
                    .withOutputTags(ReadConnector.BLOCKS, CHECKPOINTS_AND_EVENTS));
    PCollection<ReadEvent> events = events(outputs).setCoder(SerializableCoder.of(ReadEvent.class));
    return PCollectionTuple.of(ReadConnector.BLOCKS, blocks(outputs))
        .and(ReadConnector.CHECKPOINTS, checkpoints(outputs))
        .and(
            ReadConnector.EVENTS,
            PCollectionList.of(changes).and(events).apply("Events", Flatten.pCollections()));
  }

  private PCollectionTuple readContinuously(PCollection<String> connection, Duration interval) {
    PlanRounds plans = new PlanRounds(connectionId, catalog, layout, states);
    return connection
        .apply(
            "GroupStreams",
            FlatMapElements.into(TypeDescriptor.of(ReadGroup.class)).via(id -> plans.groups()))
        .setCoder(SerializableCoder.of(ReadGroup.class))
        .apply("Groups", Reshuffle.viaRandomKey())
        .apply(
            "ReadContinuously",
            ParDo.of(new ReadContinuously(reader(), plans, interval, clock))
                .withOutputTags(ReadConnector.BLOCKS, CHECKPOINTS_AND_EVENTS));
  }

  private RunPlanner planner() {
    return new RunPlanner(connectionId, catalog, layout, states, clock);
  }

  private TaskReader reader() {
    return new TaskReader(sessions, states, retries, WorkerSessions::cache, clock);
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

    private final RunPlanner planner;
    private final SessionFactory sessions;
    private final @Nullable String headStart;

    Plan(RunPlanner planner, SessionFactory sessions, @Nullable String headStart) {
      this.planner = planner;
      this.sessions = sessions;
      this.headStart = headStart;
    }

    @ProcessElement
    public void process(MultiOutputReceiver out) throws IOException, InterruptedException {
      HeadStart begun = headStart == null ? null : WorkerSessions.take(headStart);
      RunPlanner.Plan plan = begun == null ? planner.plan() : begun.await();
      for (ReadTask task : plan.tasks()) {
        if (task.start().attempt() != null) {
          sessions.countLaunch(task);
        }
        out.get(TASKS).output(task);
      }
      plan.schemaChanges()
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
