package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RunIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stages blocks, commits checkpoints, verifies the completion: the way of the data from the reader
 * to the table.
 */
public final class WriteBlocks {
  private static final TypeDescriptor<KV<String, CommitInput>> INPUTS =
      TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptor.of(CommitInput.class));

  private final Sink sink;
  private final String connectionId;
  private final List<StreamTarget> targets;
  private final CommitKey key;
  private final @Nullable ReportFile reportFile;
  private final boolean outcomeAsMetric;

  /** The outcome goes into the file, where there is one, and a failure fails the pipeline. */
  public WriteBlocks(
      Sink sink,
      String connectionId,
      List<StreamTarget> targets,
      boolean keyedByConnection,
      @Nullable String reportFile) {
    this(sink, connectionId, targets, keyedByConnection, reportFile, false);
  }

  /**
   * @param keyedByConnection whether one committer sees all streams, as a state of the whole
   *     connection needs it
   * @param reportFile where the report goes, or null
   * @param outcomeAsMetric whether the report becomes a metric, and a failure is told there alone
   */
  public WriteBlocks(
      Sink sink,
      String connectionId,
      List<StreamTarget> targets,
      boolean keyedByConnection,
      @Nullable String reportFile,
      boolean outcomeAsMetric) {
    this.sink = sink;
    this.connectionId = connectionId;
    this.targets = List.copyOf(targets);
    this.key = new CommitKey(keyedByConnection);
    this.reportFile = reportFile == null ? null : new ReportFile(reportFile);
    this.outcomeAsMetric = outcomeAsMetric;
  }

  /**
   * Applies the transforms; the result holds the report of a sync in which all streams have
   * succeeded, or a report a round of a continuous read.
   */
  public PCollection<SyncReport> expand(
      PCollection<RecordBlock> blocks,
      PCollection<Checkpoint> checkpoints,
      PCollection<ReadEvent> events) {
    Map<StreamDescriptor, StreamTarget> byStream = new LinkedHashMap<>();
    targets.forEach(target -> byStream.put(target.stream(), target));
    CommitKey to = key; // Else the function would take all of this with it.
    PCollectionTuple staged =
        blocks.apply(
            "StageBlocks",
            ParDo.of(new StageBlocks(sink, byStream, key))
                .withOutputTags(StageBlocks.STAGED, TupleTagList.of(StageBlocks.FACTS)));
    PCollectionTuple told =
        events.apply(
            "SplitEvents",
            ParDo.of(new SplitEvents(key))
                .withOutputTags(SplitEvents.ENDS, TupleTagList.of(SplitEvents.FACTS)));
    PCollection<KV<String, CommitInput>> keyedCheckpoints =
        checkpoints.apply(
            "KeyCheckpoints",
            MapElements.into(INPUTS)
                .via(
                    checkpoint ->
                        to.keyed(checkpoint.scope().stream(), CommitInput.of(checkpoint))));
    PCollection<SyncFact> commits =
        PCollectionList.of(staged.get(StageBlocks.STAGED))
            .and(keyedCheckpoints)
            .and(told.get(SplitEvents.ENDS))
            .apply("CommitInputs", Flatten.pCollections())
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(CommitInput.class)))
            .apply(
                "CommitCheckpoints", ParDo.of(new CommitCheckpoints(sink, connectionId, byStream)));
    PCollectionList<SyncFact> facts =
        PCollectionList.of(staged.get(StageBlocks.FACTS))
            .and(commits)
            .and(told.get(SplitEvents.FACTS));
    facts.getAll().forEach(some -> some.setCoder(SyncFactCoder.of()));
    return blocks.isBounded() == IsBounded.BOUNDED ? reportOnce(facts) : reportRounds(facts);
  }

  private PCollection<SyncReport> reportOnce(PCollectionList<SyncFact> facts) {
    PCollection<SyncFact> start =
        facts
            .getPipeline()
            .apply("Start", Create.of(SyncFact.start()).withCoder(SyncFactCoder.of()));
    return facts
        .and(start)
        .apply("Facts", Flatten.pCollections())
        .apply("OneReport", WithKeys.of(connectionId))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SyncFactCoder.of()))
        .apply("AllFacts", GroupByKey.create())
        .apply(
            "VerifyCompletion",
            ParDo.of(new VerifyCompletion(targets, reportFile, outcomeAsMetric)));
  }

  /** The processes of a read keep their own pace, so each has its own rounds. */
  private PCollection<SyncReport> reportRounds(PCollectionList<SyncFact> facts) {
    return facts
        .apply("Facts", Flatten.pCollections())
        .apply(
            "OneReportARound",
            WithKeys.of((SyncFact fact) -> RunIds.readOf(fact.runId()))
                .withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SyncFactCoder.of()))
        .apply("VerifyRounds", ParDo.of(new VerifyRounds(targets, reportFile)));
  }
}
