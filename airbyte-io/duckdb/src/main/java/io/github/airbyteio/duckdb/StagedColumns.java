package io.github.airbyteio.duckdb;

import io.github.airbyteio.schema.Column;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The columns of staged files of one stream, one file after another: as large as those need them
 * once they have grown.
 *
 * @param ofTable those of the stream's table
 * @param emitted when a record was emitted
 * @param meta what it gives to its meta
 * @param number its number, or null
 */
record StagedColumns(
    StagedColumn[] ofTable,
    StagedColumn emitted,
    StagedColumn meta,
    @Nullable StagedColumn number) {

  /**
   * @param numbered whether rows are ordered by their number: only deduplication asks for it
   */
  static StagedColumns of(List<Column> columns, boolean numbered) {
    StagedColumn[] ofTable = new StagedColumn[columns.size()];
    for (int i = 0; i < ofTable.length; i++) {
      ofTable[i] = new StagedColumn("c" + i, StagedType.of(columns.get(i).type()), false);
    }
    return new StagedColumns(
        ofTable,
        new StagedColumn("e", StagedType.INSTANT, true),
        new StagedColumn("x", StagedType.TEXT, false),
        numbered ? new StagedColumn("n", StagedType.INTEGER, true) : null);
  }

  List<StagedColumn> all() {
    List<StagedColumn> all = new ArrayList<>(List.of(ofTable));
    all.add(emitted);
    all.add(meta);
    if (number != null) {
      all.add(number);
    }
    return all;
  }

  void clear() {
    all().forEach(StagedColumn::clear);
  }
}
