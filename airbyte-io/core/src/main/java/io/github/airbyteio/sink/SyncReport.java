package io.github.airbyteio.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a sync, or a round of a continuous one, has done, by stream, and why it failed if it did.
 */
@AutoValue
public abstract class SyncReport implements Serializable {
  /** The namespace of this library's metrics. */
  public static final String METRICS = "airbyteio";

  /** The set of strings that holds {@link #toJson}, where that was asked for. */
  public static final String METRIC = "report";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** In the catalog's order. */
  public abstract List<StreamReport> streams();

  /** What went wrong without being a failure: errors that the connector got over, retries. */
  public abstract List<String> warnings();

  /** The first failure, or null. */
  public abstract @Nullable AirbyteIoException error();

  /** The round of a continuous read that this reports, or null. */
  public abstract @Nullable Round round();

  static SyncReport of(
      List<StreamReport> streams, List<String> warnings, @Nullable AirbyteIoException error) {
    return new AutoValue_SyncReport(List.copyOf(streams), List.copyOf(warnings), error, null);
  }

  final SyncReport ofRound(Round round) {
    return new AutoValue_SyncReport(streams(), warnings(), error(), round);
  }

  /** This report as one JSON object. */
  public final String toJson() {
    ObjectNode report = JSON.createObjectNode();
    for (StreamReport stream : streams()) {
      ObjectNode one = report.withArray("streams").addObject();
      one.put("namespace", stream.stream().namespace())
          .put("name", stream.stream().name())
          .put("mode", stream.mode().wireName())
          .put("records_read", stream.recordsRead())
          .put("records_committed", stream.recordsCommitted())
          .put("records_nulled", stream.recordsNulled())
          .put("bytes_read", stream.bytesRead())
          .put("status", stream.status().name().toLowerCase(Locale.ROOT))
          .put("state_committed", stream.stateCommitted());
      if (stream.recordsFiltered() > 0) {
        one.put("records_filtered", stream.recordsFiltered());
      }
      stream.schemaChanges().forEach(one.withArray("schema_changes")::add);
    }
    report.withArray("streams");
    warnings().forEach(report.withArray("warnings")::add);
    report.withArray("warnings");
    AirbyteIoException error = error();
    if (error == null) {
      report.putNull("error");
    } else {
      report
          .putObject("error")
          .put("category", error.category().name().toLowerCase(Locale.ROOT))
          .put("stream", error.stream() == null ? null : error.stream().toString())
          .put("message", error.getMessage())
          .put("hint", error.hint());
    }
    Round round = round();
    if (round != null) {
      report
          .putObject("round")
          .put("number", round.number())
          .put("begun", round.begun().toString())
          .put("next", round.next().toString());
    }
    return report.toPrettyString();
  }
}
