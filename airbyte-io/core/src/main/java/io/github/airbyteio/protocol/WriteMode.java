package io.github.airbyteio.protocol;

/** What a sync does with the rows of a stream's table. */
public enum WriteMode {
  /** Adds rows and never removes any. */
  APPEND("append"),
  /** Replaces the table's rows when the whole stream has been read. */
  OVERWRITE("overwrite"),
  /** Keeps one row a primary key: the latest. */
  APPEND_DEDUP("append_dedup"),
  /** Replaces the table's rows when the whole stream has been read, one row a primary key. */
  OVERWRITE_DEDUP("overwrite_dedup");

  private final String wireName;

  WriteMode(String wireName) {
    this.wireName = wireName;
  }

  /** The name of this mode on the command line and in reports. */
  public String wireName() {
    return wireName;
  }

  /** Whether one row a primary key is kept. */
  public boolean deduplicates() {
    return this == APPEND_DEDUP || this == OVERWRITE_DEDUP;
  }

  /** Whether a completed generation replaces the older ones. */
  public boolean replaces() {
    return this == OVERWRITE || this == OVERWRITE_DEDUP;
  }

  /** What the protocol calls this mode: replacement is expressed by generations there. */
  public String destinationSyncMode() {
    return this == OVERWRITE_DEDUP ? APPEND_DEDUP.wireName : wireName;
  }
}
