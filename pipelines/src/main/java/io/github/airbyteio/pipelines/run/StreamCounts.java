package io.github.airbyteio.pipelines.run;

/**
 * How far one stream, or all, have come.
 *
 * @param read records that the connector wrote
 * @param bytesRead their lines
 * @param committed records that are visible in the table
 * @param bytesCommitted the bytes that were read of them
 * @param states states that are stored with them
 * @param nulled records in which a value became null
 * @param rejected records of blocks that may not be stored
 */
record StreamCounts(
    long read,
    long bytesRead,
    long committed,
    long bytesCommitted,
    long states,
    long nulled,
    long rejected) {
  static final StreamCounts NONE = new StreamCounts(0, 0, 0, 0, 0, 0, 0);

  StreamCounts plus(StreamCounts other) {
    return new StreamCounts(
        read + other.read,
        bytesRead + other.bytesRead,
        committed + other.committed,
        bytesCommitted + other.bytesCommitted,
        states + other.states,
        nulled + other.nulled,
        rejected + other.rejected);
  }
}
