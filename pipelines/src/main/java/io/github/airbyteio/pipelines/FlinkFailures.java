package io.github.airbyteio.pipelines;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Asks a cluster why a job has failed: Beam's own result does not tell. */
final class FlinkFailures {
  private static final long PATIENCE_SECONDS = 30;

  private FlinkFailures() {}

  /**
   * @return null if the cluster does not know
   */
  static @Nullable Throwable causeOf(String master, String jobName) {
    HostAndPort address = HostAndPort.parse(master);
    Configuration configuration = new Configuration();
    configuration.set(JobManagerOptions.ADDRESS, address.host());
    configuration.set(RestOptions.ADDRESS, address.host());
    configuration.set(RestOptions.PORT, address.port());
    try (RestClusterClient<String> client = new RestClusterClient<>(configuration, master)) {
      for (JobStatusMessage job : client.listJobs().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        if (job.getJobName().equals(jobName)) {
          JobResult result =
              client.requestJobResult(job.getJobId()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          return result
              .getSerializedThrowable()
              .map(error -> error.deserializeError(FlinkFailures.class.getClassLoader()))
              .orElse(null);
        }
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    } catch (ExecutionException | TimeoutException e) {
      return e;
    } catch (Exception e) { // What its constructor and close declare.
      return e;
    }
  }
}
