package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.state.BlockId;
import java.util.ArrayList;
import java.util.List;

/**
 * The unlogged tables in which blocks wait for their commit: some consecutive blocks of a stream
 * and an attempt share one, so that a commit reads no more than it needs, a large one does not take
 * too many, and one that is done with is dropped and not emptied row by row.
 *
 * <p>Columns: {@code c0}, {@code c1}, … the stream's, in the types of the target; {@code e} emitted
 * at, in milliseconds; {@code x} what the record gives to its meta; {@code n} the record's number;
 * {@code b} the block's index; {@code l} the location's id, a new one each time a block is staged:
 * a repetition is harmless, since a commit takes the rows of one location only.
 */
final class StagingTable {
  static final String PREFIX = "_airbyte_stage_";

  /** The blocks of a table; one is a few MiB. */
  static final int BLOCKS = 64;

  private static final int HASH_CHARS = 16;
  private static final int ATTEMPT_CHARS = 8;

  private StagingTable() {}

  /** The name: whose rows, staged by whom, in which attempt, which blocks. */
  static String name(StreamTarget target, String stagingId, BlockId block) {
    StreamDescriptor stream = target.stream();
    String owner =
        target.connectionId() + "\u0000" + stream.namespaceOrEmpty() + "\u0000" + stream.name();
    return PREFIX
        + Hash.hex(owner, HASH_CHARS)
        + "_"
        + stagingId
        + "_"
        + Hash.hex(block.attempt(), ATTEMPT_CHARS)
        + "_"
        + block.index() / BLOCKS;
  }

  /** The staging id that is in a table's name. */
  static String stagingId(String table) {
    int from = PREFIX.length() + HASH_CHARS + 1;
    return table.substring(from, from + HASH_CHARS);
  }

  static String create(String schema, String table, List<Column> columns) {
    List<String> definitions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      definitions.add("c" + i + " " + PostgresDialect.INSTANCE.type(columns.get(i).type()));
    }
    definitions.add(
        "e bigint NOT NULL, x text, n bigint NOT NULL, b bigint NOT NULL, l bigint NOT NULL");
    // Rows are read once and never changed: statistics and vacuum have nothing to do.
    return "CREATE UNLOGGED TABLE IF NOT EXISTS "
        + qualified(schema, table)
        + " ("
        + String.join(", ", definitions)
        + ") WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)";
  }

  static String copy(String schema, String table) {
    return "COPY " + qualified(schema, table) + " FROM STDIN (FORMAT text, ENCODING 'UTF8')";
  }

  static String qualified(String schema, String table) {
    return Sql.identifier(schema) + "." + Sql.identifier(table);
  }
}
