package io.github.airbyteio.pipelines.file;

import static io.github.airbyteio.pipelines.file.ValueTypes.choice;
import static io.github.airbyteio.pipelines.file.ValueTypes.either;
import static io.github.airbyteio.pipelines.file.ValueTypes.flag;
import static io.github.airbyteio.pipelines.file.ValueTypes.listOf;
import static io.github.airbyteio.pipelines.file.ValueTypes.mapOf;
import static io.github.airbyteio.pipelines.file.ValueTypes.matching;
import static io.github.airbyteio.pipelines.file.ValueTypes.nothing;
import static io.github.airbyteio.pipelines.file.ValueTypes.number;
import static io.github.airbyteio.pipelines.file.ValueTypes.text;

import io.github.airbyteio.pipelines.file.Keys.Key;
import java.util.ArrayList;
import java.util.List;

/** The keys of a sync file. What reads it, its schema and its documentation follow this list. */
final class SyncKeys {
  private static final String[] MODES = {
    "auto", "append", "overwrite", "append_dedup", "overwrite_dedup"
  };

  private static final ValueType FIELDS = listOf(text(), "a list of fields");

  static final Keys STREAM =
      new Keys(
          "a map of a stream's keys",
          List.of(
              new Key("mode", choice(MODES), "As mode, for this stream."),
              new Key(
                  "primary_key",
                  either(text(), FIELDS),
                  "The field, or the list of fields, by which rows are told apart, instead of the"
                      + " source's."),
              new Key(
                  "cursor",
                  text(),
                  "The field that tells which row is the latest, instead of the source's."),
              new Key("select", FIELDS, "Keep these fields only, named as the source does."),
              new Key("drop", FIELDS, "Leave these fields out."),
              new Key(
                  "rename",
                  mapOf(text(), "a map of fields and their new names"),
                  "Columns that are named otherwise: FIELD: NAME."),
              new Key("hash", FIELDS, "Store the SHA-256 of these fields."),
              new Key(
                  "filter",
                  either(text(), listOf(text(), "a list of conditions")),
                  "Keep the records that match: a condition, age>=18 say, or a list of which all"
                      + " must match.")));

  private static final ValueType STREAMS =
      either(
          listOf(text(), "a list of streams"),
          mapOf(either(STREAM, nothing()), "a map of streams and their keys"));

  private static final List<Key> COMMON =
      List.of(
          new Key(
              "source",
              text(),
              "The connector: source-faker, pypi:airbyte-source-faker==7.2.1,"
                  + " docker:IMAGE?memory=2g, or exec:./my-connector ARG…"),
          new Key(
              "config",
              either(either(ValueTypes.anyMap(), text()), nothing()),
              "The connector's configuration: a map, in which ${env:NAME} stands for what must not"
                  + " be written here; or env:NAME, file:PATH, or the name of a JSON or YAML file."),
          new Key(
              "to",
              text(),
              "The target: duckdb:FILE?schema=NAME, motherduck:DATABASE,"
                  + " postgresql://HOST/DATABASE?…, snowflake://ACCOUNT/DATABASE/SCHEMA?…"),
          new Key(
              "streams",
              STREAMS,
              "The streams to read: a list, or a map of streams with keys of their own. The name *"
                  + " stands for all others. Default: all."),
          new Key(
              "mode",
              choice(MODES),
              "What a sync does with the tables. Default: auto, one row a key where the stream has"
                  + " one."),
          new Key(
              "full_refresh",
              flag(),
              "Read the streams from the start; with mode auto the tables are replaced. Default: false."),
          new Key(
              "keep_unknown_fields",
              flag(),
              "Keep fields that the stream's schema has not, in _airbyte_meta. Default: false."),
          new Key(
              "on_schema_change",
              choice("evolve", "freeze", "fail"),
              "When the source's schema has changed: the tables follow (evolve, the default), new"
                  + " fields are left out (freeze), or nothing is written (fail)."),
          new Key(
              "cdc_deletes",
              choice("hard", "soft"),
              "What a record with _ab_cdc_deleted_at does to its row: removes it (hard, the"
                  + " default), or leaves it with that time (soft)."),
          new Key(
              "on_count_mismatch",
              choice("warn", "fail"),
              "When a state counts other records than came: go on (warn, the default), or fail."),
          new Key(
              "processes",
              either(choice("connection", "stream"), number(1, 9999)),
              "Connector processes: one for all streams (connection, the default), one a stream, or"
                  + " so many that share them."),
          new Key(
              "retries",
              number(0, 1_000_000),
              "How often a connector that fails without progress is tried again. Default: 4."),
          new Key(
              "heartbeat",
              number(1, Integer.MAX_VALUE),
              "Seconds for which the source may send neither record nor state. Default: 10800."),
          new Key(
              "every",
              matching("^(?!0+[smhd]$)[0-9]{1,9}[smhd]$", "a duration: 30s, 15m, 2h or 1d"),
              "Sync again and again, so long after the begin of the sync before."),
          new Key("runner", choice("direct", "flink"), "What runs the pipeline. Default: direct."),
          new Key(
              "flink_master",
              text(),
              "The REST address of a Flink 1.19 cluster, HOST:PORT, or [local]."),
          new Key(
              "parallelism",
              number(1, Integer.MAX_VALUE),
              "How many slots of Flink, or threads, are used."),
          new Key("python", text(), "The Python interpreter (3.10 to 3.12) for PyPI connectors."),
          new Key("pip_args", text(), "More arguments for pip when the connector is installed."),
          new Key(
              "refresh",
              flag(),
              "Ask the connector anew for its spec and catalog. Default: false."));

  private static final Key NAME =
      new Key(
          "connection",
          text(),
          "The name under which the state is kept. Default: the source's name.");

  private static final String WHAT = "a map of a connection's keys";

  /** A file that is one connection. */
  static final Keys CONNECTION = new Keys(WHAT, withName(), "source", "to");

  /** One of several, and the defaults of all. */
  static final Keys PART = new Keys(WHAT, COMMON);

  /** A file of several connections. */
  static final Keys CONNECTIONS =
      new Keys(
          "a map of connections",
          List.of(
              new Key(
                  "connections",
                  mapOf(either(PART, nothing()), "a map of names and connections"),
                  "The connections, each under the name that keeps its state."),
              new Key("defaults", PART, "What holds for each connection that says nothing else.")),
          "connections");

  private SyncKeys() {}

  private static List<Key> withName() {
    List<Key> keys = new ArrayList<>(COMMON);
    keys.add(1, NAME);
    return keys;
  }
}
