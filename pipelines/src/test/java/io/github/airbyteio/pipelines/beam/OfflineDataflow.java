package io.github.airbyteio.pipelines.beam;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.dataflow.DataflowRunner;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Translates pipelines for Dataflow into a template file of this machine, without credentials and
 * network. What would be uploaded is kept.
 */
final class OfflineDataflow implements Stager {
  private byte[] pipeline = new byte[0];

  /** Sets the options up; the template is written to the file. */
  void configure(PipelineOptions given, Path template, boolean runnerV2, boolean streaming) {
    DataflowPipelineOptions options = given.as(DataflowPipelineOptions.class);
    options.setRunner(DataflowRunner.class);
    options.setProject("some-project");
    options.setRegion("us-central1");
    options.setTempLocation("gs://some-bucket/tmp");
    // Left to its default, it would ask the bucket for its policies.
    options.setGcpTempLocation("gs://some-bucket/tmp");
    options.setStagingLocation("gs://some-bucket/staging");
    options.setJobName("offline");
    options.setCredentialFactoryClass(NoopCredentialFactory.class);
    options.setPathValidatorClass(NoopPathValidator.class);
    options.setStager(this);
    options.setStreaming(streaming);
    options.setTemplateLocation(template.toAbsolutePath().toString());
    options.setFilesToStage(List.of());
    if (runnerV2) {
      options.setExperiments(new ArrayList<>(List.of("use_runner_v2")));
    }
  }

  /** The pipeline that the workers of Runner v2 are given. */
  RunnerApi.Pipeline pipeline() throws InvalidProtocolBufferException {
    return RunnerApi.Pipeline.parseFrom(pipeline);
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    return files.stream().map(file -> uploaded(file.getDestination())).toList();
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    pipeline = bytes.clone();
    return uploaded(name);
  }

  private static DataflowPackage uploaded(String name) {
    return new DataflowPackage().setName(name).setLocation("gs://some-bucket/staging/" + name);
  }
}
