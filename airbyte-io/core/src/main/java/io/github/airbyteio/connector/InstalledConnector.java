package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A connector on this machine, ready to be launched. */
@AutoValue
public abstract class InstalledConnector {
  public abstract String name();

  abstract Launcher launcher();

  /** The installed version, or null when the connector does not tell without being run. */
  public abstract @Nullable String version();

  /** Changes whenever another build of the connector would be launched: for caches and reports. */
  public abstract String identity();

  static InstalledConnector of(
      String name, Launcher launcher, @Nullable String version, String identity) {
    return new AutoValue_InstalledConnector(name, launcher, version, identity);
  }
}
