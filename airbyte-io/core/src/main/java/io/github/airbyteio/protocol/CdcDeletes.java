package io.github.airbyteio.protocol;

import java.util.Locale;

/**
 * What a record that marks its row as deleted, by a value in {@code _ab_cdc_deleted_at}, does to
 * the row where rows are deduplicated.
 */
public enum CdcDeletes {
  /** The row is removed. */
  HARD,
  /** The row stays, with the time in {@code _ab_cdc_deleted_at}. */
  SOFT;

  /** The name on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
