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
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code ReadFromAirbyte} of Beam YAML and Python: the records of a connector as rows. */
@AutoService(SchemaTransformProvider.class)
public final class ReadFromAirbyteProvider
    extends TypedSchemaTransformProvider<ReadFromAirbyteProvider.Configuration> {
  static final String URN = "beam:schematransform:io.github.airbyteio:read_from_airbyte:v1";

  /** What is read. */
  @DefaultSchema(AutoValueSchema.class)
  @AutoValue
  public abstract static class Configuration {
    @SchemaFieldDescription(
        "The connector: source-faker, pypi:airbyte-source-faker==7.2.1, or exec:./my-connector ARG.")
    public abstract String getSource();

    @SchemaFieldDescription(
        "The connector's configuration: file:PATH or env:NAME, read where the connector runs, or"
            + " JSON without secrets. Default: {}.")
    public abstract @Nullable String getConfig();

    @SchemaFieldDescription(
        "The streams to read, by name. Default: all. One stream is the output; of several each is"
            + " an output with the stream's name.")
    public abstract @Nullable List<String> getStreams();

    @SchemaFieldDescription(
        "A file with the catalog, as 'airbyteio discover --json' prints it. Default: the connector"
            + " is asked where the pipeline is built.")
    public abstract @Nullable String getCatalog();

    @SchemaFieldDescription(
        "The name under which states are kept, and what the connector changes in its configuration."
            + " Default: the source's name.")
    public abstract @Nullable String getConnection();

    @SchemaFieldDescription(
        "A target of SyncAirbyte, such as duckdb:FILE: the read continues from the states kept"
            + " there, and leaves them as they are. Default: it starts from the beginning.")
    public abstract @Nullable String getStateFrom();

    @SchemaFieldDescription(
        "One connector process for all streams (connection, the default), one a stream (stream), or"
            + " so many that share them (a number).")
    public abstract @Nullable String getProcesses();

    static Builder builder() {
      return new AutoValue_ReadFromAirbyteProvider_Configuration.Builder();
    }

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setSource(String source);

      abstract Builder setConfig(@Nullable String config);

      abstract Builder setStreams(@Nullable List<String> streams);

      abstract Builder setCatalog(@Nullable String catalog);

      abstract Builder setConnection(@Nullable String connection);

      abstract Builder setStateFrom(@Nullable String target);

      abstract Builder setProcesses(@Nullable String processes);

      abstract Configuration build();
    }
  }

  @Override
  public String identifier() {
    return URN;
  }

  @Override
  public String description() {
    return "Reads streams of an Airbyte source connector as rows with the schema of its catalog."
        + " Dates, times and timestamps without time zone are ISO 8601 strings.";
  }

  @Override
  public List<String> outputCollectionNames() {
    return List.of(ReadStreams.OUTPUT);
  }

  @Override
  protected SchemaTransform from(Configuration configuration) {
    return new ReadStreams(configuration);
  }
}
