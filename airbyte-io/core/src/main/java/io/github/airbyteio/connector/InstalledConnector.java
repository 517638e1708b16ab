package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A connector on this machine, ready to be launched. */
@AutoValue
public abstract class InstalledConnector {
  public abstract String name();

  /** The command line to which the protocol's command and its options are added. */
  public abstract List<String> command();

  /** The installed version, or null when the connector does not tell without being run. */
  public abstract @Nullable String version();

  /** Changes whenever another build of the connector would be launched: for caches and reports. */
  public abstract String identity();

  static InstalledConnector of(
      String name, List<String> command, @Nullable String version, String identity) {
    return new AutoValue_InstalledConnector(name, List.copyOf(command), version, identity);
  }
}
