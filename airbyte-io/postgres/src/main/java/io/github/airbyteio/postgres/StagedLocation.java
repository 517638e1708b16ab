package io.github.airbyteio.postgres;

import io.github.airbyteio.sink.StagedBlock;

/**
 * Where a staged block is.
 *
 * @param table the staging table's name
 * @param id what its rows have and no others: the first half of a random UUID
 */
record StagedLocation(String table, long id) {
  String encode() {
    return id + "|" + table;
  }

  static StagedLocation of(StagedBlock block) {
    String location = block.location();
    int separator = location.indexOf('|');
    return new StagedLocation(
        location.substring(separator + 1), Long.parseLong(location.substring(0, separator)));
  }
}
