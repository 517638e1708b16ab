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

  @Description("Whether to read the streams from the start and replace the tables.")
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
