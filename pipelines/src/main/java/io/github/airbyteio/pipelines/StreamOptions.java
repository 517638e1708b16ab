package io.github.airbyteio.pipelines;

import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say which streams are read, and how. */
final class StreamOptions {
  @Option(
      names = "--streams",
      split = ",",
      paramLabel = "STREAM",
      description = "The streams to read, separated by commas. Default: all.")
  private String[] streams = new String[0];

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "auto, append, overwrite, append_dedup or overwrite_dedup. Default: auto: one row a key where the stream has one.")
  private @Nullable String mode;

  @Option(
      names = "--full-refresh",
      description = "Read the streams from the start; with mode auto the tables are replaced.")
  private @Nullable Boolean fullRefresh;

  void addTo(SyncArguments.Given given) {
    given.put("streams", "--streams", streams.length == 0 ? null : streams);
    given.putShown("mode", "--mode", mode);
    given.put("full_refresh", "--full-refresh", fullRefresh);
  }
}
