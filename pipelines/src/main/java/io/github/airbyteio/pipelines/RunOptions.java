package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.ConnectorHome;
import io.github.airbyteio.pipelines.run.Notifier;
import io.github.airbyteio.pipelines.run.RecordedRun;
import io.github.airbyteio.pipelines.run.RunHistory;
import io.github.airbyteio.pipelines.run.RunSettings;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.net.InetSocketAddress;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is kept and told of a run. */
final class RunOptions {
  @Option(
      names = "--keep-runs",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many runs of the connection 'airbyteio runs' keeps. Default: 50.")
  private int keepRuns;

  @Option(
      names = "--notify",
      paramLabel = "URL",
      description = {
        "Where the report is posted when the sync, or a round of it, fails: https://…,",
        "or env:NAME or file:PATH for an address that is a secret."
      })
  private @Nullable String notify;

  @Option(names = "--notify-always", description = "Post the report when the sync succeeds too.")
  private boolean notifyAlways;

  @Option(
      names = "--metrics-addr",
      paramLabel = "HOST:PORT",
      description = "Serve metrics of what is committed to Prometheus, as long as the sync runs.")
  private @Nullable String metricsAddress;

  static RunHistory history() {
    return new RunHistory(ConnectorHome.standard().history());
  }

  private RunSettings settings(SyncSettings sync) {
    if (keepRuns < 1) {
      throw usage("--keep-runs " + keepRuns + ": must be 1 or more.", null);
    }
    if (notifyAlways && notify == null) {
      throw usage("--notify-always: --notify is missing.", "Say where the report is posted.");
    }
    return new RunSettings(
        sync.connection(),
        sync.connector().name(),
        sync.sink().description(),
        keepRuns,
        notify == null ? null : Notifier.parse(notify, notifyAlways),
        metricsAddress == null ? null : address(metricsAddress));
  }

  /**
   * Begins the record of a run.
   *
   * @throws AirbyteIoException of category USAGE if the options do not fit
   */
  RecordedRun begin(SyncSettings sync) {
    return RecordedRun.begin(history(), settings(sync));
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon > 0 && port.matches("[0-9]{1,5}") && Integer.parseInt(port) < 65536) {
      String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
      return InetSocketAddress.createUnresolved(host, Integer.parseInt(port));
    }
    throw usage("--metrics-addr '" + text + "' is no address.", "Write HOST:PORT, localhost:9095.");
  }

  private static AirbyteIoException usage(String message, @Nullable String hint) {
    return new AirbyteIoException(Category.USAGE, message, hint);
  }
}
