package io.github.airbyteio.pipelines.beam;

import com.google.auto.service.AutoService;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.WriteRows;
import io.github.airbyteio.connector.StreamSelection.Mode;
import io.github.airbyteio.pipelines.OptionValues;
import io.github.airbyteio.pipelines.TargetNotation;
import io.github.airbyteio.sink.RowsWritten;
import java.util.List;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaFieldDescription;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.schemas.transforms.TypedSchemaTransformProvider;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code WriteToDuckDB} of Beam YAML and Python: rows into a table. */
@AutoService(SchemaTransformProvider.class)
public final class WriteToDuckDbProvider
    extends TypedSchemaTransformProvider<WriteToDuckDbProvider.Configuration> {
  static final String URN = "beam:schematransform:io.github.airbyteio:write_to_duckdb:v1";
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  /** Where rows are written, and how. */
  @DefaultSchema(AutoValueSchema.class)
  @AutoValue
  public abstract static class Configuration {
    @SchemaFieldDescription(
        "The database: the name of a file, duckdb:FILE?schema=NAME or motherduck:DATABASE.")
    public abstract String getDatabase();

    @SchemaFieldDescription("The table. It is made if it is not there.")
    public abstract String getTable();

    @SchemaFieldDescription(
        "auto, append or append_dedup. Default: auto: one row a key where a primary key is given,"
            + " else appended.")
    public abstract @Nullable String getMode();

    @SchemaFieldDescription("The fields of the key: one row is kept for each, the latest.")
    public abstract @Nullable List<String> getPrimaryKey();

    @SchemaFieldDescription(
        "The field whose greatest value tells the latest row of a key. Default: the latest run.")
    public abstract @Nullable String getCursor();

    @SchemaFieldDescription(
        "When the rows' schema is not the table's: evolve (the default) lets the table follow,"
            + " freeze leaves new fields out, fail writes nothing.")
    public abstract @Nullable String getOnSchemaChange();

    static Builder builder() {
      return new AutoValue_WriteToDuckDbProvider_Configuration.Builder();
    }

    @AutoValue.Builder
    abstract static class Builder {
      abstract Builder setDatabase(String database);

      abstract Builder setTable(String table);

      abstract Builder setMode(@Nullable String mode);

      abstract Builder setPrimaryKey(@Nullable List<String> fields);

      abstract Builder setCursor(@Nullable String field);

      abstract Builder setOnSchemaChange(@Nullable String policy);

      abstract Configuration build();
    }
  }

  @Override
  public String identifier() {
    return URN;
  }

  @Override
  public String description() {
    return "Writes bounded rows to a table of DuckDB or MotherDuck, all of a run in one commit. The"
        + " output is one row that says what was written.";
  }

  @Override
  public List<String> inputCollectionNames() {
    return List.of(INPUT);
  }

  @Override
  public List<String> outputCollectionNames() {
    return List.of(OUTPUT);
  }

  @Override
  protected SchemaTransform from(Configuration configuration) {
    return new Write(configuration);
  }

  private static final class Write extends SchemaTransform {
    private static final Schema WRITTEN =
        Schema.builder()
            .addStringField("table")
            .addInt64Field("rows")
            .addInt64Field("rows_nulled")
            .build();

    private final transient Configuration configuration;

    Write(Configuration configuration) {
      this.configuration = configuration;
    }

    @Override
    public PCollectionRowTuple expand(PCollectionRowTuple input) {
      PCollection<Row> written =
          input
              .getSinglePCollection()
              .apply("Write", rows())
              .apply("Report", MapElements.into(TypeDescriptors.rows()).via(Write::row))
              .setRowSchema(WRITTEN);
      return PCollectionRowTuple.of(OUTPUT, written);
    }

    private WriteRows rows() {
      WriteRows rows =
          AirbyteIO.writeRows(
                  Options.read(
                      "database", () -> TargetNotation.parseDatabase(configuration.getDatabase())))
              .to(Options.require("table", configuration.getTable(), "Name a table."));
      List<String> key = configuration.getPrimaryKey();
      checkMode(key != null && !key.isEmpty());
      if (key != null) {
        rows = rows.withPrimaryKey(key.toArray(new String[0]));
      }
      String cursor = configuration.getCursor();
      if (cursor != null) {
        rows = rows.withCursor(cursor);
      }
      String policy = configuration.getOnSchemaChange();
      return policy == null
          ? rows
          : rows.withSchemaChangePolicy(
              OptionValues.schemaChangePolicy("on_schema_change", policy));
    }

    /** The key alone decides; a mode that says otherwise is refused. */
    private void checkMode(boolean hasKey) {
      String text = configuration.getMode();
      Mode mode = Options.read("mode", () -> Mode.parse(text == null ? "auto" : text));
      if (mode == Mode.OVERWRITE || mode == Mode.OVERWRITE_DEDUP) {
        throw Options.refused(
            "mode", text + " is not possible here.", "Use append or append_dedup.");
      }
      if (mode == Mode.APPEND && hasKey) {
        throw Options.refused(
            "primary_key", "it has no effect in mode append.", "Leave one of the two away.");
      }
      if (mode == Mode.APPEND_DEDUP && !hasKey) {
        throw Options.refused(
            "primary_key", "is missing, which mode append_dedup needs.", "Name the key's fields.");
      }
    }

    private static Row row(RowsWritten written) {
      return Row.withSchema(WRITTEN)
          .addValues(written.table(), written.rows(), written.rowsNulled())
          .build();
    }
  }
}
