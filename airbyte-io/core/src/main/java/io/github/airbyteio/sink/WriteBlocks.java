package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
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
  private static final String CONNECTION_KEY = "connection";

  private final Sink sink;
  private final String connectionId;
  private final List<StreamTarget> targets;
  private final boolean keyedByConnection;
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
    this.keyedByConnection = keyedByConnection;
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
    PCollectionTuple staged =
        blocks.apply(
            "StageBlocks",
            ParDo.of(new StageBlocks(sink, byStream))
                .withOutputTags(StageBlocks.STAGED, TupleTagList.of(StageBlocks.REJECTIONS)));
    boolean byConnection = keyedByConnection;
    PCollection<KV<String, CommitInput>> inputs =
        PCollectionList.of(
                staged
                    .get(StageBlocks.STAGED)
                    .apply(
                        "KeyBlocks",
                        keyed(
                            block ->
                                List.of(
                                    entry(
                                        byConnection,
                                        block.id().stream(),
                                        CommitInput.of(block))))))
            .and(
                checkpoints.apply(
                    "KeyCheckpoints",
                    keyed(
                        checkpoint ->
                            List.of(
                                entry(
                                    byConnection,
                                    checkpoint.scope().stream(),
                                    CommitInput.of(checkpoint))))))
            .and(events.apply("KeyEnds", keyed(event -> ends(byConnection, event))))
            .apply("CommitInputs", Flatten.pCollections());
    PCollection<CommitReceipt> receipts =
        inputs
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(CommitInput.class)))
            .apply(
                "CommitCheckpoints", ParDo.of(new CommitCheckpoints(sink, connectionId, byStream)));
    PCollectionList<SyncFact> facts =
        facts(blocks, staged.get(StageBlocks.REJECTIONS), receipts, events);
    return blocks.isBounded() == IsBounded.BOUNDED ? reportOnce(facts) : reportRounds(facts);
  }

  private PCollection<SyncReport> reportOnce(PCollectionList<SyncFact> facts) {
    PCollection<SyncFact> start =
        facts
            .getPipeline()
            .apply(
                "Start",
                Create.of(SyncFact.start()).withCoder(SerializableCoder.of(SyncFact.class)));
    return facts
        .and(start)
        .apply("Facts", Flatten.pCollections())
        .apply("OneReport", WithKeys.of(CONNECTION_KEY))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(SyncFact.class)))
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
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(SyncFact.class)))
        .apply("VerifyRounds", ParDo.of(new VerifyRounds(targets, reportFile)));
  }

  private static PCollectionList<SyncFact> facts(
      PCollection<RecordBlock> blocks,
      PCollection<ReadEvent> rejections,
      PCollection<CommitReceipt> receipts,
      PCollection<ReadEvent> events) {
    TypeDescriptor<SyncFact> fact = TypeDescriptor.of(SyncFact.class);
    return PCollectionList.of(blocks.apply("CountRecords", ParDo.of(new CountReadRecords())))
        .and(rejections.apply("Rejections", MapElements.into(fact).via(SyncFact::rejected)))
        .and(receipts.apply("Receipts", MapElements.into(fact).via(SyncFact::of)))
        .and(events.apply("Outcomes", MapElements.into(fact).via(SyncFact::of)));
  }

  private static <T> FlatMapElements<T, KV<String, CommitInput>> keyed(
      SerializableFunction<T, List<KV<String, CommitInput>>> entries) {
    return FlatMapElements.into(
            TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptor.of(CommitInput.class)))
        .via(entries::apply);
  }

  private static KV<String, CommitInput> entry(
      boolean byConnection, @Nullable StreamDescriptor stream, CommitInput input) {
    return KV.of(
        byConnection || stream == null
            ? CONNECTION_KEY
            : "stream " + stream.namespaceOrEmpty() + "\u0000" + stream.name(),
        input);
  }

  /** The end of a process goes to each key that it feeds. */
  private static List<KV<String, CommitInput>> ends(boolean byConnection, ReadEvent event) {
    List<KV<String, CommitInput>> ends = new ArrayList<>();
    if (event.kind() != ReadEvent.Kind.READ_ENDED) {
      return ends;
    }
    Map<Scope, String> tokens = event.end().finalTokens();
    if (byConnection) {
      ends.add(KV.of(CONNECTION_KEY, CommitInput.end(event.runId(), tokens)));
      return ends;
    }
    for (StreamDescriptor stream : event.end().recordsRead().keySet()) {
      Map<Scope, String> own = new TreeMap<>(tokens);
      own.keySet().removeIf(scope -> !stream.equals(scope.stream()));
      ends.add(entry(false, stream, CommitInput.end(event.runId(), own)));
    }
    return ends;
  }
}
