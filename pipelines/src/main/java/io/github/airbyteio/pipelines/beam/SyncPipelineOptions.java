package io.github.airbyteio.pipelines.beam;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/**
 * The options of {@link SyncPipeline}. Options are stored and shown in many places, so none of them
 * holds a secret.
 */
public interface SyncPipelineOptions extends PipelineOptions {
  @Description(
      "The connector: source-faker, pypi:airbyte-source-faker==7.2.1, or exec:/path/to/connector ARG.")
  @Validation.Required
  String getSource();

  void setSource(String source);

  @Description(
      "Where the data and the state go: postgresql://HOST/DATABASE?user=NAME&password=env:NAME,"
          + " snowflake://ACCOUNT/DATABASE/SCHEMA?user=NAME&private_key=file:PATH,"
          + " motherduck:DATABASE, or on one machine duckdb:FILE.")
  @Validation.Required
  String getTarget();

  void setTarget(String target);

  @Description(
      "The connector's configuration: file:PATH or env:NAME on the workers, or JSON without secrets.")
  @Default.String("{}")
  String getConfig();

  void setConfig(String config);

  @Description("The streams to read, separated by commas. Default: all.")
  List<String> getStreams();

  void setStreams(List<String> streams);

  @Description("auto, append, overwrite, append_dedup or overwrite_dedup.")
  @Default.String("auto")
  String getMode();

  void setMode(String mode);

  @Description(
      "Whether to read the streams from the start; with mode auto the tables are replaced.")
  @Default.Boolean(false)
  boolean getFullRefresh();

  void setFullRefresh(boolean fullRefresh);

  @Description(
      "A file with the catalog, as 'airbyteio discover --json' prints it, where the pipeline is"
          + " built. Default: the connector is asked there.")
  String getCatalog();

  void setCatalog(String catalog);

  @Description("The name under which the state is kept. Default: the source's name.")
  String getConnection();

  void setConnection(String connection);

  @Description("When the source's schema has changed: evolve, freeze or fail.")
  @Default.String("evolve")
  String getOnSchemaChange();

  void setOnSchemaChange(String policy);

  @Description(
      "One connector process for all streams (connection), one a stream (stream), or so many that"
          + " share them (a number).")
  @Default.String("connection")
  String getProcesses();

  void setProcesses(String processes);

  @Description(
      "Sync again and again, so long after the begin of the sync before: 30s, 15m, 2h, 1d. Default:"
          + " one sync, which ends.")
  String getPollInterval();

  void setPollInterval(String interval);

  @Description("Keep only these fields of a stream, separated by commas: users.id,users.name.")
  List<String> getSelect();

  void setSelect(List<String> fields);

  @Description("Leave these fields out, separated by commas: users.email.")
  List<String> getDrop();

  void setDrop(List<String> fields);

  @Description("Rename columns, separated by commas: users.mail=email.")
  List<String> getRename();

  void setRename(List<String> renames);

  @Description("Replace the values of these fields by their SHA-256, separated by commas.")
  List<String> getHash();

  void setHash(List<String> fields);

  @Description(
      "Keep only records that match a condition, users.age>=18, or all of a JSON array of"
          + " conditions.")
  String getFilter();

  void setFilter(String conditions);

  @Description(
      "Keep the fields that records have and the stream's schema has not, as JSON in the column"
          + " _airbyte_meta.")
  @Default.Boolean(false)
  boolean getKeepUnknownFields();

  void setKeepUnknownFields(boolean keep);

  @Description(
      "The primary key of a stream instead of the source's, users=id,org, or a JSON array of keys.")
  String getPrimaryKey();

  void setPrimaryKey(String keys);

  @Description(
      "The cursor of a stream instead of the source's, users=updated_at, or a JSON array of"
          + " cursors.")
  String getCursor();

  void setCursor(String cursors);

  /** Set by Dataflow's template launcher, to a runner's option of this name. */
  @Hidden
  @Description("Where the template is written; nothing runs then.")
  String getTemplateLocation();

  void setTemplateLocation(String location);

  /** Flink's runner has an option of this name. */
  @Hidden
  @Description("Whether to wait for the job's end.")
  @Default.Boolean(true)
  boolean getAttachedMode();

  void setAttachedMode(boolean attached);
}
