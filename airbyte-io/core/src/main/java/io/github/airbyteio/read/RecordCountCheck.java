package io.github.airbyteio.read;

/**
 * What happens when a state says that the source has sent another number of records than came
 * ({@code sourceStats.recordCount}).
 */
public enum RecordCountCheck {
  /** The sync goes on; the difference is a warning in the log and the report. */
  WARN,
  /** The state is not used, and the attempt fails: a record may be lost. */
  FAIL
}
