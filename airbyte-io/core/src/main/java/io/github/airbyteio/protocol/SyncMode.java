package io.github.airbyteio.protocol;

/** How a source reads a stream. */
public enum SyncMode {
  FULL_REFRESH("full_refresh"),
  INCREMENTAL("incremental");

  private final String wireName;

  SyncMode(String wireName) {
    this.wireName = wireName;
  }

  /** The protocol's name of this mode. */
  public String wireName() {
    return wireName;
  }
}
