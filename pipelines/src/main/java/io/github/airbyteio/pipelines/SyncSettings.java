package io.github.airbyteio.pipelines;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.pipelines.file.Place;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.sink.Sink;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/** All that a sync of one connection is asked to do, wherever it was written. Immutable. */
@AutoValue
abstract class SyncSettings {
  abstract Connector connector();

  /** The name under which the state is kept. */
  abstract String connection();

  abstract ConfigSource config();

  /** Where the config was written out in a file; null: it was not. */
  abstract @Nullable Place configInFile();

  abstract StreamSelection selection();

  abstract RecordTransforms transforms();

  abstract Sink sink();

  abstract SchemaChangePolicy schemaChangePolicy();

  abstract CdcDeletes cdcDeletes();

  abstract ProcessLayout processes();

  abstract RetryPolicy retries();

  abstract RecordCountCheck countCheck();

  abstract Duration heartbeat();

  /** How long after its begin a sync is followed by the next; null: there is one only. */
  abstract @Nullable Duration interval();

  abstract RunnerChoice runner();

  /** Whether the connector is asked anew for its spec and catalog. */
  abstract boolean refresh();

  abstract Builder toBuilder();

  static Builder builder() {
    return new AutoValue_SyncSettings.Builder();
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setConnector(Connector connector);

    abstract Builder setConnection(String name);

    abstract Builder setConfig(ConfigSource config);

    abstract Builder setConfigInFile(@Nullable Place place);

    abstract Builder setSelection(StreamSelection selection);

    abstract Builder setTransforms(RecordTransforms transforms);

    abstract Builder setSink(Sink sink);

    abstract Builder setSchemaChangePolicy(SchemaChangePolicy policy);

    abstract Builder setCdcDeletes(CdcDeletes deletes);

    abstract Builder setProcesses(ProcessLayout layout);

    abstract Builder setRetries(RetryPolicy retries);

    abstract Builder setCountCheck(RecordCountCheck check);

    abstract Builder setHeartbeat(Duration heartbeat);

    abstract Builder setInterval(@Nullable Duration interval);

    abstract Builder setRunner(RunnerChoice runner);

    abstract Builder setRefresh(boolean refresh);

    abstract SyncSettings build();
  }

  /** Runs the connector's commands for this connection. */
  final ConnectorRuntime runtime() {
    ConnectorRuntime runtime = new ConnectorRuntime(connector()).forConnection(connection());
    return refresh() ? runtime.withRefresh() : runtime;
  }

  /** The read that moves the streams of the catalog, from the sink's states on. */
  final AirbyteIO.Read read(ConfiguredCatalog catalog) {
    return AirbyteIO.read(
            Connection.of(connector())
                .withId(connection())
                .withConfig(config())
                .withSchemaChangePolicy(schemaChangePolicy())
                .withCatalog(catalog))
        .withStateFrom(sink())
        .withTransforms(transforms())
        .withProcesses(processes())
        .withRetryPolicy(retries())
        .withRecordCountCheck(countCheck())
        .withHeartbeat(heartbeat())
        .withCdcDeletes(cdcDeletes());
  }
}
