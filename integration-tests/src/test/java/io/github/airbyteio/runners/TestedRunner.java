package io.github.airbyteio.runners;

import io.github.airbyteio.faults.FakeSync;
import java.util.List;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkPipelineRunner;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.runners.fnexecution.provisioning.JobInfo;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PortablePipelineOptions;
import org.apache.beam.sdk.util.construction.Environments;
import org.apache.beam.sdk.util.construction.PipelineOptionsTranslation;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.SdkComponents;

/** The runners, and the ways in which Flink executes a pipeline, all in this JVM. */
enum TestedRunner implements FakeSync.Execution {
  /** With all its checks. */
  DIRECT {
    @Override
    public PipelineOptions options() {
      DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
      options.setRunner(DirectRunner.class);
      return options;
    }
  },
  /** What Beam takes for bounded pipelines unless it is told otherwise: Flink's DataSets. */
  FLINK_BATCH {
    @Override
    public FlinkPipelineOptions options() {
      return flink();
    }
  },
  /** The same on Flink's DataStreams. */
  FLINK_BATCH_ON_STREAMS {
    @Override
    public FlinkPipelineOptions options() {
      FlinkPipelineOptions options = flink();
      options.setUseDataStreamForBatch(true);
      return options;
    }
  },
  /** What the command line takes. */
  FLINK_STREAMING {
    @Override
    public FlinkPipelineOptions options() {
      FlinkPipelineOptions options = flink();
      options.setStreaming(true);
      return options;
    }
  },
  FLINK_STREAMING_WITH_CHECKPOINTS {
    @Override
    public FlinkPipelineOptions options() {
      return checkpointed(flink());
    }
  },
  /** The harness that Dataflow's Runner v2 runs too: all elements and restrictions are encoded. */
  FN_API_BATCH {
    @Override
    public FlinkPipelineOptions options() {
      return embedded(flink());
    }

    @Override
    public void run(Pipeline pipeline) throws Exception {
      runByHarness(pipeline);
    }
  },
  FN_API_STREAMING {
    @Override
    public FlinkPipelineOptions options() {
      return embedded(checkpointed(flink()));
    }

    @Override
    public void run(Pipeline pipeline) throws Exception {
      runByHarness(pipeline);
    }
  };

  private static final long CHECKPOINT_MILLIS = 200;

  /** A bounded job with checkpoints would never end; they cease after this time. */
  private static final long SOURCES_LIVE_MILLIS = 2_000;

  private static final int HARNESS_LIVES_MILLIS = 10_000;

  @Override
  public void run(Pipeline pipeline) throws Exception {
    pipeline.run().waitUntilFinish();
  }

  private static FlinkPipelineOptions flink() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setJobName("matrix");
    return options;
  }

  private static FlinkPipelineOptions checkpointed(FlinkPipelineOptions options) {
    options.setStreaming(true);
    options.setCheckpointingInterval(CHECKPOINT_MILLIS);
    options.setFinishBundleBeforeCheckpointing(true);
    options.setShutdownSourcesAfterIdleMs(SOURCES_LIVE_MILLIS);
    return options;
  }

  private static FlinkPipelineOptions embedded(FlinkPipelineOptions options) {
    PortablePipelineOptions portable = options.as(PortablePipelineOptions.class);
    portable.setDefaultEnvironmentType(Environments.ENVIRONMENT_EMBEDDED);
    // Else it ends and starts between the stages of a job, and a stage that comes then may hang.
    portable.setEnvironmentCacheMillis(HARNESS_LIVES_MILLIS);
    return options;
  }

  private static void runByHarness(Pipeline pipeline) throws Exception {
    FlinkPipelineOptions options = pipeline.getOptions().as(FlinkPipelineOptions.class);
    RunnerApi.Pipeline proto =
        PipelineTranslation.toProto(pipeline, SdkComponents.create(pipeline.getOptions()));
    new FlinkPipelineRunner(options, null, List.of())
        .run(
            proto,
            JobInfo.create("job", "matrix", "none", PipelineOptionsTranslation.toProto(options)))
        .waitUntilFinish();
  }
}
