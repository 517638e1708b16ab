package io.github.airbyteio.read;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where a pipeline's workers run. */
public final class Workers {
  /** Flink's addresses that stand for this JVM; the last is what {@code flink run} starts, too. */
  private static final Set<String> LOCAL_MASTERS = Set.of("[local]", "[collection]", "[auto]");

  private Workers() {}

  /**
   * Whether the pipeline may run in other processes than this one, on other machines even. A runner
   * that is not known does.
   */
  public static boolean areRemote(PipelineOptions options) {
    return switch (runner(options)) {
      case "DirectRunner" -> false;
      case "FlinkRunner", "TestFlinkRunner" ->
          !LOCAL_MASTERS.contains(options.as(FlinkOptions.class).getFlinkMaster());
      default -> true;
    };
  }

  /** Whether it is Beam's own runner of one process. */
  static boolean isDirectRunner(PipelineOptions options) {
    return runner(options).equals("DirectRunner");
  }

  /** The runner's name; none where the pipeline was made in another language. */
  private static String runner(PipelineOptions options) {
    try {
      return options.getRunner().getSimpleName();
    } catch (RuntimeException e) {
      return ""; // What the option says is no class here.
    }
  }

  /** The name of this machine, for messages. */
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
