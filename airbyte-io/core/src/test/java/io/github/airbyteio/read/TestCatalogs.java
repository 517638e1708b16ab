package io.github.airbyteio.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Catalogs of streams with one integer column {@code n}. */
final class TestCatalogs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestCatalogs() {}

  static ConfiguredCatalog incremental(String... names) {
    return of(SyncMode.INCREMENTAL, WriteMode.APPEND, true, names);
  }

  static ConfiguredCatalog of(
      SyncMode syncMode, WriteMode mode, boolean resumable, String... names) {
    return ConfiguredCatalog.of(
        Arrays.stream(names)
            .map(
                name ->
                    ConfiguredStream.of(
                        stream(name, resumable), syncMode, mode, List.of(), List.of()))
            .toList());
  }

  private static AirbyteStream stream(String name, boolean resumable) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    schema.putObject("properties").putObject("n").put("type", "integer");
    ObjectNode json = JSON.createObjectNode().put("name", name);
    json.set("json_schema", schema);
    return AirbyteStream.of(
        StreamDescriptor.of(name),
        schema,
        Set.of(SyncMode.FULL_REFRESH, SyncMode.INCREMENTAL),
        true,
        List.of("n"),
        List.of(),
        resumable,
        json);
  }
}
