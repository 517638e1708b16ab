package io.github.airbyteio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.read.Workers;
import io.github.airbyteio.sink.Sink;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Refuses what cannot work, or would not be safe, where the workers are other machines. */
final class RemoteUse {
  private RemoteUse() {}

  /**
   * @throws AirbyteIoException if reader and committer have to share a machine and may not
   */
  static void validate(Sink sink, @Nullable PipelineOptions options) {
    if (options != null && sink.isLocal() && Workers.areRemote(options)) {
      throw new AirbyteIoException(
          Category.USAGE,
          sink.description()
              + " stages records in files of one machine, but the "
              + options.getRunner().getSimpleName()
              + " spreads the pipeline over workers that do not share one.",
          "Write to Postgres or Snowflake, or use the Direct runner, or Flink with the master"
              + " [local].");
    }
  }

  /**
   * @throws AirbyteIoException if a secret is written out in what the runner is sent
   */
  static void validate(Connection connection, @Nullable PipelineOptions options) {
    if (options == null || !Workers.areRemote(options)) {
      return;
    }
    if (connection.config().isLocal()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "The connector's config names a secret that can be had in this process only, but the"
              + " workers are others.",
          "Use a place that they reach: env:NAME, file:PATH, or a secret manager.");
    }
    if (!connection.config().isInline()) {
      return;
    }
    ObjectNode config = connection.config().written();
    if (config.isEmpty()) {
      return;
    }
    Optional<String> secret;
    try {
      secret = new ConnectorRuntime(connection.connector()).spec().secretIn(config);
    } catch (AirbyteIoException e) {
      throw refused(
          "may hold secrets, and "
              + connection.connector().name()
              + " cannot be asked"
              + " here which values are ("
              + e.getMessage()
              + ")",
          e);
    }
    if (secret.isPresent()) {
      throw refused("holds a secret, '" + secret.get() + "'", null);
    }
  }

  /**
   * @throws AirbyteIoException if what has begun here would not be found by the workers
   */
  static void validateLaunchedAhead(@Nullable PipelineOptions options) {
    if (options != null && Workers.areRemote(options)) {
      throw new AirbyteIoException(
          Category.USAGE,
          "launchedAhead(): the connector was launched in this process, but the "
              + options.getRunner().getSimpleName()
              + " reads in others.",
          "Apply AirbyteIO.read() itself.");
    }
  }

  private static AirbyteIoException refused(String why, @Nullable Throwable cause) {
    return new AirbyteIoException(
        Category.USAGE,
        null,
        "The connector's config is written out in the pipeline and "
            + why
            + ": with remote workers it would be sent, and kept, in clear.",
        "Let the workers read it: write ${env:NAME} or ${file:PATH} for the value, or use"
            + " ConfigSource.environment(\"NAME\") or ConfigSource.file(path); on the command line"
            + " --config env:NAME or --config file:PATH.",
        cause);
  }
}
