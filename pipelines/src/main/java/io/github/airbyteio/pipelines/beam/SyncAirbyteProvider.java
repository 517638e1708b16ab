package io.github.airbyteio.pipelines.beam;

import com.google.auto.service.AutoService;
import com.google.auto.value.AutoValue;
import java.util.List;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaFieldDescription;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.schemas.transforms.TypedSchemaTransformProvider;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code SyncAirbyte} of Beam YAML and Python: a whole sync, with its state. */
@AutoService(SchemaTransformProvider.class)
public final class SyncAirbyteProvider
    extends TypedSchemaTransformProvider<SyncAirbyteProvider.Configuration> {
  static final String URN = "beam:schematransform:io.github.airbyteio:sync_airbyte:v1";
  static final String OUTPUT = "output";

  /** What is read, and where to. */
  @DefaultSchema(AutoValueSchema.class)
  @AutoValue
  public abstract static class Configuration {
    @SchemaFieldDescription(
        "The connector: source-faker, pypi:airbyte-source-faker==7.2.1, or exec:./my-connector ARG.")
    public abstract String getSource();

    @SchemaFieldDescription(
        "Where the data goes, and the state: duckdb:FILE, motherduck:DATABASE, postgresql://... or"
            + " snowflake://..., as on the command line.")
    public abstract String getTarget();

    @SchemaFieldDescription(
        "The connector's configuration: file:PATH or env:NAME, read where the connector runs, or"
            + " JSON without secrets. Default: {}.")
    public abstract @Nullable String getConfig();

    @SchemaFieldDescription("The streams to read, by name. Default: all.")
    public abstract @Nullable List<String> getStreams();

    @SchemaFieldDescription(
        "auto, append, overwrite, append_dedup or overwrite_dedup. Default: auto: one row a key"
            + " where the stream has one.")
    public abstract @Nullable String getMode();

    @SchemaFieldDescription(
        "Whether to read from the start; with mode auto the tables are replaced. Default: false.")
    public abstract @Nullable Boolean getFullRefresh();

    @SchemaFieldDescription(
        "A file with the catalog, as 'airbyteio discover --json' prints it. Default: the connector"
            + " is asked where the pipeline is built.")
    public abstract @Nullable String getCatalog();

    @SchemaFieldDescription(
        "The name under which the state is kept, and what the connector changes in its"
            + " configuration. Default: the source's name.")
    public abstract @Nullable String getConnection();

    @SchemaFieldDescription(
        "When the source's schema has changed: evolve (the default) lets the tables follow, freeze"
            + " leaves new fields out, fail writes nothing.")
    public abstract @Nullable String getOnSchemaChange();

    @SchemaFieldDescription(
        "One connector process for all streams (connection, the default), one a stream (stream), or"
            + " so many that share them (a number).")
    public abstract @Nullable String getProcesses();

    @SchemaFieldDescription(
        "Sync again and again, so long after the begin of the sync before: 30s, 15m, 2h, 1d. The"
            + " output is unbounded then. Default: one sync, which ends.")
    public abstract @Nullable String getPollInterval();

    @SchemaFieldDescription("Keep only these fields of the streams they name: users.id, say.")
    public abstract @Nullable List<String> getSelect();

    @SchemaFieldDescription("Leave these fields out: users.email, say.")
    public abstract @Nullable List<String> getDrop();

    @SchemaFieldDescription("Rename columns: users.mail=email, say.")
    public abstract @Nullable List<String> getRename();

    @SchemaFieldDescription("Replace the values of these fields by their SHA-256.")
    public abstract @Nullable List<String> getHash();

    @SchemaFieldDescription(
        "Keep only records that match all of these conditions: users.age>=18, say.")
    public abstract @Nullable List<String> getFilter();

    @SchemaFieldDescription(
        "Keep the fields that records have and the stream's schema has not, as JSON in the column"
            + " _airbyte_meta. Default: false.")
    public abstract @Nullable Boolean getKeepUnknownFields();

    @SchemaFieldDescription(
        "Primary keys instead of the source's: users=id,org. Default: the source's.")
    public abstract @Nullable List<String> getPrimaryKey();

    @SchemaFieldDescription(
        "Cursors instead of the source's: users=updated_at. Default: the source's.")
    public abstract @Nullable List<String> getCursor();

    static Builder builder() {
      return new AutoValue_SyncAirbyteProvider_Configuration.Builder();
    }

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setSource(String source);

      abstract Builder setTarget(String target);

      abstract Builder setConfig(@Nullable String config);

      abstract Builder setStreams(@Nullable List<String> streams);

      abstract Builder setMode(@Nullable String mode);

      abstract Builder setFullRefresh(@Nullable Boolean fullRefresh);

      abstract Builder setCatalog(@Nullable String catalog);

      abstract Builder setConnection(@Nullable String connection);

      abstract Builder setOnSchemaChange(@Nullable String policy);

      abstract Builder setProcesses(@Nullable String processes);

      abstract Builder setPollInterval(@Nullable String interval);

      abstract Builder setSelect(@Nullable List<String> fields);

      abstract Builder setDrop(@Nullable List<String> fields);

      abstract Builder setRename(@Nullable List<String> renames);

      abstract Builder setHash(@Nullable List<String> fields);

      abstract Builder setFilter(@Nullable List<String> conditions);

      abstract Builder setKeepUnknownFields(@Nullable Boolean keep);

      abstract Builder setPrimaryKey(@Nullable List<String> keys);

      abstract Builder setCursor(@Nullable List<String> cursors);

      abstract Configuration build();
    }
  }

  @Override
  public String identifier() {
    return URN;
  }

  @Override
  public String description() {
    return "Moves streams of an Airbyte source connector to a database and commits the connector's"
        + " state in one transaction with the records. The output is a row a stream that says what"
        + " was done.";
  }

  @Override
  public List<String> outputCollectionNames() {
    return List.of(OUTPUT);
  }

  @Override
  protected SchemaTransform from(Configuration configuration) {
    return new SyncStreams(configuration);
  }

  private static final class SyncStreams extends SchemaTransform {
    private final transient Configuration configuration;

    SyncStreams(Configuration configuration) {
      this.configuration = configuration;
    }

    @Override
    public PCollectionRowTuple expand(PCollectionRowTuple input) {
      return PCollectionRowTuple.of(
          OUTPUT,
          input
              .getPipeline()
              .apply(
                  "Sync",
                  Sync.builder()
                      .setConnection(connection())
                      .setTarget(configuration.getTarget())
                      .setProcesses(configuration.getProcesses())
                      .setTransforms(transforms())
                      .setPollInterval(configuration.getPollInterval())
                      .build())
              .apply("Report", ParDo.of(new ReportRows()))
              .setRowSchema(ReportRows.SCHEMA));
    }

    private ConnectionNotation connection() {
      return ConnectionNotation.builder()
          .setSource(configuration.getSource())
          .setConfig(configuration.getConfig())
          .setStreams(configuration.getStreams())
          .setMode(configuration.getMode())
          .setFullRefresh(configuration.getFullRefresh())
          .setCatalog(configuration.getCatalog())
          .setConnection(configuration.getConnection())
          .setPrimaryKeys(configuration.getPrimaryKey())
          .setCursors(configuration.getCursor())
          .setOnSchemaChange(configuration.getOnSchemaChange())
          .build();
    }

    private TransformNotation transforms() {
      return TransformNotation.builder()
          .setSelect(configuration.getSelect())
          .setDrop(configuration.getDrop())
          .setRename(configuration.getRename())
          .setHash(configuration.getHash())
          .setFilter(configuration.getFilter())
          .setKeepUnknownFields(configuration.getKeepUnknownFields())
          .build();
    }
  }
}
