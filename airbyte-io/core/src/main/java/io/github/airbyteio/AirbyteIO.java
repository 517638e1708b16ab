package io.github.airbyteio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.read.PlannedRead;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.ReadSettings;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.read.WorkerSessions;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.sink.SinkStates;
import io.github.airbyteio.sink.SyncReport;
import io.github.airbyteio.sink.WriteBlocks;
import io.github.airbyteio.store.ConnectionStateStore;
import java.time.Duration;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs Airbyte source connectors in Beam pipelines.
 *
 * <pre>{@code
 * Sink sink = DuckDbSink.to("faker.duckdb");
 * Connection faker =
 *     Connection.of(Connector.pypi("airbyte-source-faker"))
 *         .withConfig(ConfigSource.inline("{\"count\": 1000}"));
 *
 * pipeline
 *     .apply(AirbyteIO.read(faker).withStateFrom(sink))
 *     .apply(AirbyteIO.write(sink));
 * }</pre>
 *
 * <p>{@link #read} emits the records in blocks, as {@link AirbyteRecord}s or as rows. {@link
 * #write} stores them, and commits the connector's state in one transaction with the records it
 * covers: a crash at any moment loses nothing, and the next run continues where the data ends.
 */
public final class AirbyteIO {
  private AirbyteIO() {}

  /**
   * Reads the connection's streams, from the beginning unless {@link Read#withStateFrom} is given.
   */
  public static Read read(Connection connection) {
    return new AutoValue_AirbyteIO_Read.Builder()
        .setConnection(connection)
        .setLayout(ProcessLayout.perConnection())
        .setRetryPolicy(RetryPolicy.standard())
        .setSettings(ReadSettings.standard())
        .setTransforms(RecordTransforms.none())
        .setCdcDeletes(CdcDeletes.HARD)
        .build();
  }

  /**
   * Writes what was read, and the states with it. The read must start from the states of the same
   * sink.
   */
  public static Write write(Sink sink) {
    return new AutoValue_AirbyteIO_Write.Builder().setSink(sink).setOutcomeAsMetric(false).build();
  }

  /**
   * Commits the states of a read to a store of their own when other transforms have written its
   * records: to any sink of Beam. The next run continues behind what was written.
   *
   * <p>No record is lost. One may come twice, after a failure between its write and the commit:
   * such a sink has each record at least once. A read that fails in part commits what its states
   * cover, and then fails the pipeline.
   */
  public static CommitStates commitStates(ConnectionStateStore store) {
    return CommitStates.to(store);
  }

  /**
   * Writes rows that come from anywhere to one table of a sink: appended, or one row a key. All
   * rows of a run become visible in one commit at its end, once, however often the runner executes
   * a part of it again; a run that fails leaves the table as it was.
   *
   * <pre>{@code
   * rows.apply(
   *     AirbyteIO.writeRows(sink).to("orders").withPrimaryKey("id").withCursor("updated_at"));
   * }</pre>
   *
   * <p>{@link WriteRows} says what the rows may be and how values are stored.
   */
  public static WriteRows writeRows(Sink sink) {
    return WriteRows.to(sink);
  }

  /**
   * Changes records one by one in Java, between the read and the write. The function is given each
   * record as its source sent it and returns the data to go on with, {@link AirbyteRecord#json()}
   * or another object, or null to leave the record out. It sees nothing of blocks and states: what
   * is committed together stays together, records that it leaves out are counted as filtered.
   *
   * <p>The function may be called more than once for a record, on any worker. It must not throw: an
   * exception fails the pipeline. The stream's columns stay what they are, and what {@link
   * Read#withTransforms} says is done to the function's results. So fields that the stream's schema
   * does not have do not reach the table.
   *
   * <pre>{@code
   * read.apply(
   *         AirbyteIO.mapRecords(
   *             record -> {
   *               ObjectNode data = record.json();
   *               data.put("name", data.path("name").asText().strip());
   *               return data;
   *             }))
   *     .apply(AirbyteIO.write(sink));
   * }</pre>
   */
  public static PTransform<ReadResult, ReadResult> mapRecords(
      SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function) {
    return new MapRecords(function);
  }

  /**
   * Stops all reads of this JVM: their connectors are asked to end, and the pipelines end as
   * interrupted after what states cover is committed. For shutdown hooks of programs that use the
   * Direct runner.
   */
  public static void stopReads() {
    WorkerSessions.stopAll();
  }

  /** Implements {@link #read}. */
  @AutoValue
  public abstract static class Read extends PTransform<PBegin, ReadResult> {
    abstract Connection connection();

    abstract @Nullable Sink stateFrom();

    abstract @Nullable ConnectionStateStore stateStore();

    abstract @Nullable EventTime eventTime();

    abstract @Nullable ErrorHandler<BadRecord, ?> errorHandler();

    abstract ProcessLayout layout();

    abstract RetryPolicy retryPolicy();

    abstract ReadSettings settings();

    abstract RecordTransforms transforms();

    abstract CdcDeletes cdcDeletes();

    abstract @Nullable Duration pollInterval();

    abstract Builder toBuilder();

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setConnection(Connection connection);

      abstract Builder setStateFrom(@Nullable Sink sink);

      abstract Builder setStateStore(@Nullable ConnectionStateStore store);

      abstract Builder setEventTime(EventTime eventTime);

      abstract Builder setErrorHandler(ErrorHandler<BadRecord, ?> handler);

      abstract Builder setLayout(ProcessLayout layout);

      abstract Builder setRetryPolicy(RetryPolicy retryPolicy);

      abstract Builder setSettings(ReadSettings settings);

      abstract Builder setTransforms(RecordTransforms transforms);

      abstract Builder setCdcDeletes(CdcDeletes deletes);

      abstract Builder setPollInterval(Duration interval);

      abstract Read build();
    }

    /** Continues from the states that the sink keeps. */
    public Read withStateFrom(Sink sink) {
      return toBuilder().setStateFrom(sink).setStateStore(null).build();
    }

    /** Continues from the states in a store that {@link #commitStates} writes to. */
    public Read withStateFrom(ConnectionStateStore store) {
      return toBuilder().setStateFrom(null).setStateStore(store).build();
    }

    /**
     * Gives the elements of {@link ReadResult#records} and {@link ReadResult#rows} times of their
     * records. Without it they have those of their blocks: in a bounded read the earliest of all,
     * in an unbounded one about when they were read.
     */
    public Read withEventTime(EventTime eventTime) {
      return toBuilder().setEventTime(eventTime).build();
    }

    /**
     * Where {@link ReadResult#records} and {@link ReadResult#rows} send lines that are no records;
     * and rows, records with a value that does not conform to the schema. Without a handler the
     * first fail the pipeline, the second have null there. Call those methods before the handler is
     * closed. {@link #write} does not use it: it stores such values as null with the reason.
     */
    public Read withErrorHandler(ErrorHandler<BadRecord, ?> handler) {
      return toBuilder().setErrorHandler(handler).build();
    }

    /** How many connector processes share the streams; one by default. */
    public Read withProcesses(ProcessLayout layout) {
      return toBuilder().setLayout(layout).build();
    }

    /** When a failed connector is launched again; Airbyte's own rules by default. */
    public Read withRetryPolicy(RetryPolicy retryPolicy) {
      return toBuilder().setRetryPolicy(retryPolicy).build();
    }

    /** What follows when the source's own count of records does not agree; a warning by default. */
    public Read withRecordCountCheck(RecordCountCheck recordCountCheck) {
      return with(settings().toBuilder().setRecordCountCheck(recordCountCheck));
    }

    /**
     * How long a source may send neither record nor state before it is stopped and tried again; 3
     * hours, as in Airbyte, by default. What the source has announced as a rate limit does not
     * count, nor does a time in which it waits for this side.
     */
    public Read withHeartbeat(Duration heartbeat) {
      if (heartbeat.isNegative() || heartbeat.isZero()) {
        throw new AirbyteIoException(
            Category.USAGE, "A heartbeat of " + heartbeat + " is not positive.", null);
      }
      return with(settings().toBuilder().setHeartbeat(heartbeat));
    }

    /**
     * How often states are passed on, and may be committed, at most; a second by default, zero:
     * each one. A source that sends more skips some: the later covers the earlier, and the last one
     * before an end, a failure or a silence is never skipped.
     */
    public Read withCheckpointInterval(Duration interval) {
      if (interval.isNegative()) {
        throw new AirbyteIoException(
            Category.USAGE, "A checkpoint interval of " + interval + " is negative.", null);
      }
      return with(settings().toBuilder().setCheckpointInterval(interval));
    }

    /**
     * Appends what the connector says, on stderr and in LOG messages, to this file on the machine
     * that launches it, without secrets; its folder must exist. By default the messages go to the
     * log alone, and stderr is shown only when the connector fails.
     */
    public Read withConnectorLog(String file) {
      return with(settings().toBuilder().setLogFile(file));
    }

    private Read with(ReadSettings.Builder settings) {
      return toBuilder().setSettings(settings.build()).build();
    }

    /**
     * Leaves columns out, renames or hashes them, filters records: in {@link ReadResult#rows} and
     * in what {@link #write} stores. {@link ReadResult#records} and {@link ReadResult#blocks} are
     * as the source sent them.
     */
    public Read withTransforms(RecordTransforms transforms) {
      return toBuilder().setTransforms(transforms).build();
    }

    /**
     * What a record that marks its row as deleted does in the deduplicating modes; the row is
     * removed unless this says otherwise.
     */
    public Read withCdcDeletes(CdcDeletes deletes) {
      return toBuilder().setCdcDeletes(deletes).build();
    }

    /**
     * Reads without an end, in rounds: each is what a bounded read is, and begins at the interval
     * after the begin of the one before, as soon as that one is committed. A round that fails is
     * told in its {@link SyncReport} and in the log, and the next one tries again; a configuration
     * that is to blame, a record that no table may take, and a commit that is refused fail the
     * pipeline.
     *
     * <p>Records bear the time of the checkpoint before them, or of the round's begin; the
     * watermark stands still between two checkpoints. A drain lets the running round end. Flink
     * needs {@code --checkpointingInterval} and should have {@code
     * --finishBundleBeforeCheckpointing}.
     *
     * @param interval at least a second
     */
    public Read withPollInterval(Duration interval) {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new AirbyteIoException(
            Category.USAGE, "A poll interval of " + interval + " is shorter than a second.", null);
      }
      return toBuilder().setPollInterval(interval).build();
    }

    /**
     * Begins to read at once, in this JVM: the run is planned and the connector launched on another
     * thread while the pipeline is built and its runner starts, which takes a second or more. For a
     * program whose pipeline is run once, as soon as it is built, by a runner that executes it in
     * this JVM, as the Direct runner does; where the runner does not find what has begun, it begins
     * anew. A connector that no pipeline goes on with is stopped after a minute.
     *
     * @return the read, to be applied once
     * @throws AirbyteIoException as {@link #expand}; or if the read is continuous
     */
    public PTransform<PBegin, ReadResult> launchedAhead() {
      if (pollInterval() != null) {
        throw new AirbyteIoException(
            Category.USAGE,
            "launchedAhead(): a continuous read is not begun before its pipeline.",
            "Leave it out: only the first of the rounds would begin earlier.");
      }
      return new LaunchedAhead(this, ReadParts.planned(this).launchedAhead());
    }

    /**
     * @throws AirbyteIoException if a stream, a field or a mode that was asked for is not there
     */
    @Override
    public ReadResult expand(PBegin begin) {
      PlannedRead read = ReadParts.planned(this);
      if (pollInterval() != null) {
        read = read.continuously(org.joda.time.Duration.millis(pollInterval().toMillis()));
      }
      return ReadParts.expand(this, read, begin);
    }

    /**
     * @throws AirbyteIoException if the config holds a secret and would be sent to remote workers,
     *     or if a continuous read could lose where it stands on this runner
     */
    @Override
    public void validate(@Nullable PipelineOptions options) {
      RemoteUse.validate(connection(), options);
      Sink sink = stateFrom();
      if (sink != null) {
        RemoteUse.validate(sink, options);
      }
      if (options != null && pollInterval() != null) {
        ContinuousOptions.validate(options);
      }
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      ReadParts.display(this, builder);
    }
  }

  /** Implements {@link #write}. */
  @AutoValue
  public abstract static class Write extends PTransform<ReadResult, PCollection<SyncReport>> {
    abstract Sink sink();

    abstract @Nullable String reportFile();

    abstract boolean outcomeAsMetric();

    abstract Builder toBuilder();

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setSink(Sink sink);

      abstract Builder setReportFile(String reportFile);

      abstract Builder setOutcomeAsMetric(boolean asMetric);

      abstract Write build();
    }

    /** Writes a {@link SyncReport} to the file, as JSON, when the sync has ended, well or not. */
    public Write withReport(String file) {
      return toBuilder().setReportFile(file).build();
    }

    /**
     * Puts the {@link SyncReport}, as JSON, into the metric {@link SyncReport#METRIC}, a set of one
     * string. A sync in which streams have failed does not fail the pipeline then, and has no
     * result: the metric alone tells. For programs that wait for a pipeline on a cluster, where a
     * failed job would be started again and again.
     */
    public Write withOutcomeAsMetric() {
      return toBuilder().setOutcomeAsMetric(true).build();
    }

    /**
     * @throws AirbyteIoException if the read does not start from this sink's states
     */
    @Override
    public PCollection<SyncReport> expand(ReadResult result) {
      PlannedRead read = result.read();
      if (!(read.states() instanceof SinkStates states) || !states.sink().equals(sink())) {
        throw new AirbyteIoException(
            Category.USAGE,
            "AirbyteIO.write("
                + sink().description()
                + "): the read does not start from the states of this sink, so its states could not follow them.",
            "Add .withStateFrom(sink), with the same sink, to AirbyteIO.read().");
      }
      if (outcomeAsMetric() && result.blocks().isBounded() == IsBounded.UNBOUNDED) {
        throw new AirbyteIoException(
            Category.USAGE,
            "withOutcomeAsMetric(): a continuous read has no outcome.",
            "Use the reports that AirbyteIO.write() returns, one a round.");
      }
      return new WriteBlocks(
              sink(),
              read.connectionId(),
              states.targets(),
              read.isOneProcess(),
              reportFile(),
              outcomeAsMetric())
          .expand(result.blocks(), result.checkpoints(), result.events());
    }

    /**
     * @throws AirbyteIoException if the sink works on one machine only and the workers are remote
     */
    @Override
    public void validate(@Nullable PipelineOptions options) {
      RemoteUse.validate(sink(), options);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      builder
          .add(DisplayData.item("sink", sink().description()))
          .addIfNotNull(DisplayData.item("reportFile", reportFile()));
    }
  }
}
