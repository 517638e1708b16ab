package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.pipelines.file.FileValue;
import io.github.airbyteio.pipelines.file.Place;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.read.RetryPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Makes the settings of a sync of what is written for a connection, in a file or as options. */
final class SettingsReader {
  private static final int HEARTBEAT_SECONDS = 10_800;

  private final FileValue.Members values;
  private final FieldOptions fields;
  private final TransformOptions transforms;

  /**
   * @param values checked
   * @param fields keys and cursors that hold before those of the values
   * @param transforms transformations that hold before those of the values, each kind for itself
   */
  SettingsReader(FileValue.Members values, FieldOptions fields, TransformOptions transforms) {
    this.values = values;
    this.fields = fields;
    this.transforms = transforms;
  }

  /**
   * @param connection the connection's name; null: the source's
   * @throws AirbyteIoException that says where what is wrong was written
   */
  SyncSettings read(@Nullable String connection) {
    Connector connector =
        at(
            "source",
            () ->
                SourceNotation.parse(
                    required("source"),
                    text("python").orElse(null),
                    text("pip_args").orElse(null)));
    StreamTexts streams = StreamTexts.of(values.members().get("streams"));
    return SyncSettings.builder()
        .setConnector(connector)
        .setConnection(connection == null ? connector.name() : connection)
        .setSink(at("to", () -> TargetNotation.parse(required("to"))))
        .setConfig(at("config", this::config))
        .setConfigInFile(
            value("config") instanceof FileValue.Members map && map.place().inFile()
                ? map.place()
                : null)
        .setRunner(runner())
        .setProcesses(
            OptionValues.processes(
                "--processes", scalar("processes").map(JsonNode::asText).orElse("connection")))
        .setRetries(retries(number("retries").orElse(null)))
        .setCountCheck(
            text("on_count_mismatch").orElse("warn").equals("fail")
                ? RecordCountCheck.FAIL
                : RecordCountCheck.WARN)
        .setSchemaChangePolicy(schemaChangePolicy())
        .setCdcDeletes(cdcDeletes())
        .setHeartbeat(Duration.ofSeconds(number("heartbeat").orElse(HEARTBEAT_SECONDS)))
        .setInterval(interval())
        .setSelection(
            fields.applyTo(
                streams.applyTo(
                    StreamSelection.all()
                        .withMode(StreamSelection.Mode.parse(text("mode").orElse("auto")))
                        .withFullRefresh(flag("full_refresh")))))
        .setTransforms(
            transforms.texts().or(streams.transforms()).transforms(flag("keep_unknown_fields")))
        .setRefresh(flag("refresh"))
        .build();
  }

  private ConfigSource config() {
    FileValue config = value("config");
    if (config instanceof FileValue.Members map) {
      return ConfigSource.inline(map.json().toString());
    }
    // As it is written: what it names is read as late as can be.
    return SourceOptions.configSource(
        scalar("config").filter(value -> !value.isNull()).map(JsonNode::asText).orElse("{}"));
  }

  private RunnerChoice runner() {
    Integer parallelism = number("parallelism").orElse(null);
    String master = text("flink_master").orElse(null);
    boolean flink = text("runner").orElse("direct").equals("flink");
    if (flink && master == null) {
      throw place("runner")
          .problem(
              "runner",
              "Flink's address is missing.",
              "Name the cluster's REST address, --flink-master HOST:8081 say, or [local].");
    }
    if (!flink && master != null) {
      throw place("flink_master")
          .problem("flink_master", "is for the runner flink.", "Set --runner flink, or leave it.");
    }
    if (master != null && !master.equals(FlinkSyncRunner.LOCAL)) {
      HostAndPort unused = at("flink_master", () -> HostAndPort.parse(master));
    }
    return new RunnerChoice(master, parallelism);
  }

  private static RetryPolicy retries(@Nullable Integer retries) {
    RetryPolicy standard = RetryPolicy.standard();
    return retries == null
        ? standard
        : retries == 0
            ? RetryPolicy.none()
            : RetryPolicy.of(retries + 1, standard.maxAttempts(), standard.backOffs());
  }

  private SchemaChangePolicy schemaChangePolicy() {
    return OptionValues.schemaChangePolicy(
        "--on-schema-change", text("on_schema_change").orElse("evolve"));
  }

  private CdcDeletes cdcDeletes() {
    String name = text("cdc_deletes").orElse("hard");
    return Arrays.stream(CdcDeletes.values())
        .filter(deletes -> deletes.wireName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private @Nullable Duration interval() {
    Optional<String> every = text("every");
    if (every.isEmpty()) {
      return null;
    }
    if (value("runner") != null && text("runner").orElse("").equals("flink")) {
      throw place("every")
          .problem(
              "every",
              "rounds run in this process, not on Flink.",
              "Leave the runner away, or write a pipeline with AirbyteIO.Read.withPollInterval().");
    }
    return at("every", () -> PollInterval.parse("every", every.get()));
  }

  private @Nullable FileValue value(String key) {
    return values.members().get(key);
  }

  private Place place(String key) {
    FileValue value = value(key);
    return value == null ? values.place() : value.place();
  }

  /** What was read of a key's value; a failure tells where that stands. */
  private <T> T at(String key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (AirbyteIoException e) {
      throw place(key).problem(key, e);
    }
  }

  private Optional<JsonNode> scalar(String key) {
    return Optional.ofNullable(value(key)).map(FileValue::json);
  }

  private String required(String key) {
    return text(key).orElseThrow(() -> values.place().problem(key, "this key is missing.", null));
  }

  private Optional<String> text(String key) {
    return scalar(key)
        .map(JsonNode::asText)
        .map(text -> place(key).inFile() ? at(key, () -> References.resolve(text)) : text);
  }

  private Optional<Integer> number(String key) {
    return scalar(key).map(JsonNode::intValue);
  }

  private boolean flag(String key) {
    return scalar(key).map(JsonNode::booleanValue).orElse(false);
  }
}
