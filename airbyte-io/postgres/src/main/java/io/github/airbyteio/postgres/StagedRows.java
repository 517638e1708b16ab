package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sql.Sql;
import io.github.airbyteio.sql.StreamTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The blocks of one staging table that a commit moves.
 *
 * @param locations the ids of their locations
 * @param records how many rows they must have
 */
record StagedRows(StreamTable table, String staging, List<Long> locations, long records) {
  /**
   * A UUID of the location's random bits, which are the first half of one, and the record's number
   * behind the two bits of its variant. One from the server's random numbers may take longer than
   * all the rest of the row.
   */
  private static final String RAW_ID =
      "encode(int8send(l) || int8send(n | (-9223372036854775808)), 'hex')::uuid::text";

  /** The blocks by their staging tables, in the order in which these began. */
  static List<StagedRows> of(StreamTable table, List<StagedBlock> blocks) {
    Map<String, StagedRows> found = new LinkedHashMap<>();
    for (StagedBlock block : blocks) {
      StagedLocation location = StagedLocation.of(block);
      found
          .computeIfAbsent(
              location.table(), name -> new StagedRows(table, name, new ArrayList<>(), 0))
          .locations
          .add(location.id());
      found.computeIfPresent(
          location.table(),
          (name, rows) ->
              new StagedRows(table, name, rows.locations, rows.records + block.records()));
    }
    return List.copyOf(found.values());
  }

  /** The staging table and a condition. */
  private String from() {
    return table.qualified(staging)
        + " WHERE l IN ("
        + locations.stream().map(String::valueOf).collect(Collectors.joining(", "))
        + ")";
  }

  String count() {
    return "SELECT count(*) FROM " + from();
  }

  /** Selects all rows as the table's columns. */
  String all(Generation generation) {
    return "SELECT " + columns(generation) + " FROM " + from();
  }

  /**
   * Selects the latest row of each key as the table's columns: the greatest cursor, nulls last;
   * then the latest extraction, then the latest arrival.
   */
  String latest(Generation generation) {
    String keys =
        table.target().primaryKey().stream().map(i -> "c" + i).collect(Collectors.joining(", "));
    Integer cursor = table.target().cursor();
    return "SELECT "
        + columns(generation)
        + " FROM (SELECT DISTINCT ON ("
        + keys
        + ") * FROM "
        + from()
        + " ORDER BY "
        + keys
        + (cursor == null
            ? ""
            : ", c" + cursor + collation(table.type(cursor)) + " DESC NULLS LAST")
        + ", e DESC, n DESC) s";
  }

  /** Texts are compared by their bytes, whatever language the database is set to. */
  static String collation(AirbyteType type) {
    return type == AirbyteType.STRING ? " COLLATE \"C\"" : "";
  }

  private String columns(Generation generation) {
    List<String> selected = new ArrayList<>();
    table.written().forEach(i -> selected.add("c" + i));
    String sync = "{\"sync_id\":" + generation.syncId() + ",";
    selected.add(RAW_ID);
    selected.add("timestamptz 'epoch' + e * interval '1 millisecond'");
    selected.add(
        "CASE WHEN x IS NULL THEN "
            + Sql.literal(sync + "\"changes\":[]}")
            + "::jsonb ELSE ("
            + Sql.literal(sync)
            + " || x || '}')::jsonb END");
    selected.add(generation.id() + "::bigint");
    return String.join(", ", selected);
  }
}
