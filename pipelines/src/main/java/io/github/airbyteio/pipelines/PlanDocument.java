package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.read.ReadPlan;
import io.github.airbyteio.sink.TablePlan;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A plan for programs. */
final class PlanDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanDocument() {}

  static ObjectNode of(SyncPlan plan) {
    ObjectNode document = JSON.createObjectNode();
    document.put("connection", plan.settings().connection());
    document.put("source", plan.settings().connector().name());
    document.put("target", plan.settings().sink().description());
    ArrayNode processes = document.putArray("processes");
    for (List<StreamDescriptor> streams : plan.read().processes()) {
      ArrayNode process = processes.addArray();
      streams.forEach(stream -> process.add(stream.toString()));
    }
    ArrayNode streams = document.putArray("streams");
    plan.catalog().streams().forEach(stream -> add(streams.addObject(), stream, plan));
    plan.warnings().forEach(document.putArray("warnings")::add);
    return document;
  }

  private static void add(ObjectNode json, ConfiguredStream stream, SyncPlan plan) {
    json.put("name", stream.descriptor().name());
    json.put("namespace", stream.descriptor().namespace());
    json.put("sync_mode", stream.syncMode().wireName());
    json.put("mode", stream.writeMode().wireName());
    ArrayNode key = json.putArray("primary_key");
    stream.primaryKey().forEach((List<String> path) -> key.add(String.join(".", path)));
    json.put(
        "cursor", stream.cursorField().isEmpty() ? null : String.join(".", stream.cursorField()));
    ReadPlan.Start start = plan.read().starts().get(stream.descriptor());
    json.put("generation", start.generation());
    json.set("state", state(start.state()));
    TablePlan table = plan.tables().get(stream.descriptor());
    ObjectNode about = json.putObject("table");
    about.put("name", table.table());
    about.put("action", table.action().wireName());
    ObjectNode columns = about.putObject("columns");
    table.columns().forEach(columns::put);
    table.changes().forEach(about.putArray("changes")::add);
    table.statements().forEach(about.putArray("statements")::add);
  }

  /** The state as the connector sent it; null where there is none. */
  static @Nullable JsonNode state(@Nullable AirbyteState state) {
    try {
      return state == null ? null : JSON.readTree(state.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored state is no JSON.", e);
    }
  }
}
