package io.github.airbyteio.snowflake;

import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the blocks of one stream and one life of its connector wait for their commit: a transient
 * table of texts, and the stage that Snowflake keeps for each table. Files are uploaded to the
 * stage, copied into the table many at a time, and moved on from there by block.
 *
 * @param name the table's: letters, digits and underscores, found without quotes
 */
record StagingArea(String schema, String name) {
  static final String BLOCK = "\"BLOCK\"";
  static final String NUMBER = "\"NUMBER\"";
  static final String EMITTED_AT = "\"EMITTED_AT\"";
  static final String META = "\"META\"";

  /** Two areas of a stream differ behind this. */
  static String prefix(StreamTarget target) {
    return "_AIRBYTE_STAGED_"
        + SnowflakeDialect.hash(Scope.stream(target.connectionId(), target.stream()).toString())
        + "_";
  }

  static StagingArea of(String schema, StreamTarget target, String attempt) {
    return new StagingArea(schema, prefix(target) + SnowflakeDialect.hash(attempt));
  }

  /** The area of a staged block. */
  static StagingArea of(String schema, StagedBlock block) {
    String location = block.location();
    return new StagingArea(schema, location.substring(0, location.indexOf('/')));
  }

  /** Where a block of this area is. */
  String location(String block) {
    return name + "/" + block;
  }

  /** Names a staged block in its area: letters and digits. */
  static String block(StagedBlock staged) {
    return staged.location().substring(staged.location().indexOf('/') + 1);
  }

  String table() {
    return SnowflakeDialect.identifier(schema) + "." + SnowflakeDialect.identifier(name);
  }

  static String column(int index) {
    return "\"C" + index + "\"";
  }

  String create(int columns) {
    List<String> names = new ArrayList<>(List.of(BLOCK, NUMBER, EMITTED_AT, META));
    for (int i = 0; i < columns; i++) {
      names.add(column(i));
    }
    return "CREATE TRANSIENT TABLE IF NOT EXISTS "
        + table()
        + " ("
        + String.join(" VARCHAR, ", names)
        + " VARCHAR)";
  }

  String put(Path file) {
    return "PUT "
        + SnowflakeDialect.literal("file://" + file.toAbsolutePath())
        + " @%"
        + name
        + " SOURCE_COMPRESSION=GZIP AUTO_COMPRESS=FALSE OVERWRITE=TRUE";
  }

  /**
   * Copies all files that are there and have not been copied: Snowflake remembers a file for as
   * long as the table is there. Copied files are removed.
   */
  String copy() {
    return "COPY INTO "
        + table()
        + " FROM @%"
        + name
        + " FILE_FORMAT=(TYPE=CSV COMPRESSION=GZIP FIELD_OPTIONALLY_ENCLOSED_BY='\"' NULL_IF=()"
        + " EMPTY_FIELD_AS_NULL=TRUE ESCAPE_UNENCLOSED_FIELD=NONE) PURGE=TRUE";
  }

  String remove(String block) {
    return "REMOVE @%" + name + "/" + file(block);
  }

  static String file(String block) {
    return block + ".csv.gz";
  }

  String drop() {
    return "DROP TABLE IF EXISTS " + table();
  }
}
