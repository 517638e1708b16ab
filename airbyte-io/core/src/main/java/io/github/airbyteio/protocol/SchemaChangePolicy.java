package io.github.airbyteio.protocol;

import java.util.Locale;

/** What happens to a stream's table when the source's schema has changed since the last sync. */
public enum SchemaChangePolicy {
  /**
   * The table follows: columns are added, types are widened where no value changes; a column whose
   * type has changed otherwise is set aside under another name, with its values, and a new one
   * takes its place. Columns that the source no longer has stay, and are null from then on.
   */
  EVOLVE,
  /** The table stays: new fields are left out; a changed type is refused. */
  FREEZE,
  /** Any change is refused, before anything is written. */
  FAIL;

  /** The name of this policy on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
