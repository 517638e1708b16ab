package io.github.airbyteio.pipelines.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.ConnectorSpec;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.pipelines.ConfigValidator;
import io.github.airbyteio.pipelines.FieldNotation;
import io.github.airbyteio.pipelines.OptionValues;
import io.github.airbyteio.pipelines.SourceNotation;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connection as YAML, Python and pipeline options describe it: by texts, in the notation of the
 * command line.
 */
@AutoValue
abstract class ConnectionNotation {
  private static final ObjectMapper JSON = new ObjectMapper();

  abstract @Nullable String source();

  abstract @Nullable String config();

  /** The connection's id; null: the source's name. */
  abstract @Nullable String connection();

  /** Null or empty: all. */
  abstract @Nullable List<String> streams();

  /** Null: {@code auto}. */
  abstract @Nullable String mode();

  /** Null: false. */
  abstract @Nullable Boolean fullRefresh();

  /** {@code STREAM=FIELD,FIELD} each; null: the source's. */
  abstract @Nullable List<String> primaryKeys();

  /** {@code STREAM=FIELD} each; null: the source's. */
  abstract @Nullable List<String> cursors();

  /** Null: {@code evolve}. */
  abstract @Nullable String onSchemaChange();

  /** A file with what {@code airbyteio discover --json} prints; null: the connector is asked. */
  abstract @Nullable String catalog();

  static Builder builder() {
    return new AutoValue_ConnectionNotation.Builder();
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setSource(@Nullable String source);

    abstract Builder setConfig(@Nullable String config);

    abstract Builder setConnection(@Nullable String connection);

    abstract Builder setStreams(@Nullable List<String> streams);

    abstract Builder setMode(@Nullable String mode);

    abstract Builder setFullRefresh(@Nullable Boolean fullRefresh);

    abstract Builder setPrimaryKeys(@Nullable List<String> keys);

    abstract Builder setCursors(@Nullable List<String> cursors);

    abstract Builder setOnSchemaChange(@Nullable String onSchemaChange);

    abstract Builder setCatalog(@Nullable String catalog);

    abstract ConnectionNotation build();
  }

  /**
   * Returns the connection with its catalog. Where none is given the connector is launched here,
   * unless its answer is remembered; a config that is written out is checked against its spec.
   *
   * @throws AirbyteIoException that names the option which is wrong
   */
  final Connection resolve() {
    String source = Options.require("source", source(), "Name a connector, such as source-faker.");
    Connector connector = Options.read("source", () -> SourceNotation.parse(source, null, null));
    ConfigSource config = ConfigNotation.parse(config());
    StreamSelection selection = selection();
    String policy = onSchemaChange();
    String id = connection();
    Connection named =
        Options.read(
            "connection",
            () -> Connection.of(connector).withId(id == null ? connector.name() : id));
    Connection connection =
        named
            .withConfig(config)
            .withSchemaChangePolicy(
                OptionValues.schemaChangePolicy(
                    "on_schema_change", policy == null ? "evolve" : policy));
    return connection.withCatalog(catalog(connection, selection));
  }

  private StreamSelection selection() {
    List<String> names = streams();
    String mode = mode();
    StreamSelection selection =
        StreamSelection.of(names == null ? new String[0] : names.toArray(new String[0]))
            .withMode(
                Options.read(
                    "mode", () -> StreamSelection.Mode.parse(mode == null ? "auto" : mode)))
            .withFullRefresh(Boolean.TRUE.equals(fullRefresh()));
    List<String> keys = primaryKeys();
    List<String> cursors = cursors();
    return FieldNotation.withCursors(
        "cursor",
        FieldNotation.withPrimaryKeys("primary_key", selection, keys == null ? List.of() : keys),
        cursors == null ? List.of() : cursors);
  }

  private ConfiguredCatalog catalog(Connection connection, StreamSelection selection) {
    ConnectorRuntime runtime =
        new ConnectorRuntime(connection.connector()).forConnection(connection.id());
    boolean inline = connection.config().isInline();
    String file = catalog();
    AirbyteCatalog catalog;
    if (file == null) {
      ObjectNode written = Options.read("config", () -> connection.config().written());
      ConnectorSpec spec = runtime.spec();
      if (inline) {
        ConfigNotation.refuseSecrets(spec, written);
      }
      ObjectNode config = Options.read("config", () -> connection.config().resolve());
      ConfigValidator.validate(spec, config);
      catalog = runtime.discover(config);
    } else {
      ObjectNode written = inline ? connection.config().written() : null;
      if (written != null && !written.isEmpty()) {
        ConfigNotation.refuseSecrets(runtime.spec(), written);
      }
      catalog = read(file);
    }
    return Options.read("streams", () -> selection.configure(catalog));
  }

  private static AirbyteCatalog read(String file) {
    String hint = "Give a file with what 'airbyteio discover --json' prints.";
    try {
      JsonNode json = JSON.readTree(Files.readString(Path.of(file)));
      if (json.path("streams").isArray()) {
        return AirbyteCatalog.parse(json);
      }
      throw Options.refused("catalog", file + " holds no catalog. " + hint, hint);
    } catch (JsonProcessingException e) {
      throw Options.refused("catalog", file + " is no valid JSON. " + hint, hint);
    } catch (IOException e) {
      throw Options.refused("catalog", "cannot read " + file + " (" + e + "). " + hint, hint);
    }
  }
}
