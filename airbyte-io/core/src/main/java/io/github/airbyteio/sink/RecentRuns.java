package io.github.airbyteio.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The ids of the runs that have committed batches to a table, the latest last: its state. By them a
 * commit that is executed again is known, even when other runs have committed in between.
 */
final class RecentRuns {
  /** So many others may commit while a runner tries a commit again. */
  static final int MOST = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/stream/stream_state/runs";

  private final List<String> ids;

  private RecentRuns(List<String> ids) {
    this.ids = ids;
  }

  /** Reads the state row; a scope without a state has had no runs. */
  static RecentRuns of(@Nullable StoredState stored) throws IOException {
    List<String> ids = new ArrayList<>();
    AirbyteState state = stored == null ? null : stored.state();
    if (state != null) {
      try {
        for (JsonNode id : JSON.readTree(state.json()).at(PATH)) {
          ids.add(id.asText());
        }
      } catch (JsonProcessingException e) {
        throw new IOException("The state of '" + state.stream() + "' is no JSON.", e);
      }
    }
    return new RecentRuns(ids);
  }

  boolean contain(String runId) {
    return ids.contains(runId);
  }

  /** The state to store when one more run commits. */
  AirbyteState plus(String runId, StreamDescriptor stream) {
    ObjectNode state = JSON.createObjectNode().put("type", "STREAM");
    ObjectNode own = state.putObject("stream");
    own.putObject("stream_descriptor").put("name", stream.name());
    ArrayNode runs = own.putObject("stream_state").putArray("runs");
    ids.subList(Math.max(0, ids.size() + 1 - MOST), ids.size()).forEach(runs::add);
    runs.add(runId);
    return AirbyteState.of(AirbyteState.Kind.STREAM, stream, state.toString());
  }
}
