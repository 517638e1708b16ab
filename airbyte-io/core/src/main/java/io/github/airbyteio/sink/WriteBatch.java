package io.github.airbyteio.sink;

import io.github.airbyteio.state.RecordBlock;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Stages blocks that come with no states, and commits all of them at once when there are no more:
 * bounded blocks of one stream, in the global window.
 *
 * <p>The run's id is drawn in the pipeline, not when it is built: a template is built once and runs
 * many times. It is shuffled before it is used, so a commit that is executed again has the same id.
 */
public final class WriteBatch
    extends PTransform<PCollection<RecordBlock>, PCollection<RowsWritten>> {
  private final Sink sink;
  private final StreamTarget target;

  public WriteBatch(Sink sink, StreamTarget target) {
    this.sink = sink;
    this.target = target;
  }

  @Override
  public PCollection<RowsWritten> expand(PCollection<RecordBlock> blocks) {
    PCollection<String> run =
        blocks
            .getPipeline()
            .apply("OneRun", Create.of("").withCoder(StringUtf8Coder.of()))
            .apply("BeginBatch", ParDo.of(new BeginBatch(sink, target)))
            .apply("KeepRunId", Reshuffle.viaRandomKey());
    // Sinks stage beside their tables: the schema must be there.
    PCollectionTuple staged =
        blocks
            .apply("AwaitTable", Wait.on(run))
            .setCoder(blocks.getCoder())
            .apply(
                "StageBlocks",
                ParDo.of(
                        new StageBlocks(
                            sink, Map.of(target.stream(), target), new CommitKey(false)))
                    .withOutputTags(StageBlocks.STAGED, TupleTagList.of(StageBlocks.FACTS)));
    PCollectionView<Iterable<StagedBlock>> all =
        staged
            .get(StageBlocks.STAGED)
            .apply(
                "StagedBlocks",
                MapElements.into(TypeDescriptor.of(StagedBlock.class))
                    .via(input -> input.getValue().block()))
            .setCoder(StagedBlockCoder.of())
            .apply("AllStagedBlocks", View.asIterable());
    return run.apply(
            "CommitBatch", ParDo.of(new CommitBatch(sink, target, all)).withSideInputs(all))
        .setCoder(SerializableCoder.of(RowsWritten.class));
  }
}
