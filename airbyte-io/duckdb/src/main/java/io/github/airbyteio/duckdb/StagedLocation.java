package io.github.airbyteio.duckdb;

/**
 * Where a staged block is.
 *
 * @param longestLine the size of its longest line in bytes
 */
record StagedLocation(String file, long longestLine) {
  String encode() {
    return longestLine + "|" + file;
  }

  static StagedLocation decode(String location) {
    int separator = location.indexOf('|');
    return new StagedLocation(
        location.substring(separator + 1), Long.parseLong(location.substring(0, separator)));
  }
}
