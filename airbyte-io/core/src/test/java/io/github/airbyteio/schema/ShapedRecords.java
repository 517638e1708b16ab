package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.protocol.WriteMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A stream {@code users}, and what becomes of its records in a shape. */
final class ShapedRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ValueLimits LIMITS = Limits.usual().build();
  static final String USERS =
      """
      {"id":{"type":"integer"},"name":{"type":"string"},"mail":{"type":"string"},
       "price":{"type":"number"},"ok":{"type":"boolean"},"tags":{"type":"array"},
       "day":{"type":"string","format":"date"},
       "at":{"type":"string","format":"date-time"},
       "wall":{"type":"string","format":"date-time","airbyte_type":"timestamp_without_timezone"},
       "time":{"type":"string","format":"time","airbyte_type":"time_without_timezone"},
       "zoned":{"type":"string","format":"time"},
       "any":{"oneOf":[{"type":"string"},{"type":"integer"}]}}
      """;

  static ConfiguredStream stream(
      @Nullable String namespace, String name, WriteMode mode, String properties) {
    ObjectNode json = JSON.createObjectNode();
    json.put("namespace", namespace).put("name", name);
    try {
      json.putObject("json_schema").set("properties", JSON.readTree(properties));
    } catch (IOException e) {
      throw new IllegalArgumentException(properties, e);
    }
    return ConfiguredStream.of(
        AirbyteStream.fromJson(json),
        SyncMode.FULL_REFRESH,
        mode,
        mode.deduplicates() ? List.of("at") : List.of(),
        List.of(List.of("id")));
  }

  static RecordShape users(WriteMode mode, UnaryOperator<RecordTransforms> transforms) {
    return transforms
        .apply(RecordTransforms.none())
        .shapes(ConfiguredCatalog.of(List.of(stream(null, "users", mode, USERS))))
        .get(StreamDescriptor.of("users"));
  }

  static RecordShape users(UnaryOperator<RecordTransforms> transforms) {
    return users(WriteMode.APPEND, transforms);
  }

  /** The rows that come of records with this data: values by column, then the changes. */
  static List<String> rows(RecordShape shape, String... data) throws IOException {
    Kept kept = new Kept(shape);
    ConformCounts counts = conform(shape, kept, data);
    assertThat(counts.records()).isEqualTo(kept.rows.size());
    assertThat(counts.recordsFiltered()).isEqualTo(data.length - kept.rows.size());
    return kept.rows;
  }

  static ConformCounts conform(RecordShape shape, RowHandler handler, String... data)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String one : data) {
      lines.append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":");
      lines.append(one).append(",\"emitted_at\":7}}\n");
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    return new RecordConformer(shape, LIMITS).conform(bytes, 0, bytes.length, handler);
  }

  static final class Kept implements RowHandler {
    final List<String> rows = new ArrayList<>();
    private final RecordShape shape;
    private final Map<String, String> values = new TreeMap<>();

    Kept(RecordShape shape) {
      this.shape = shape;
    }

    @Override
    public void startRow(long emittedAtMillis) {
      values.clear();
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      values.put(
          shape.schema().columns().get(column).field(),
          new String(json, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void endRow(@Nullable String meta) {
      rows.add(values + (meta == null ? "" : " " + meta.replaceFirst("^\"changes\":", "")));
    }
  }

  static List<String> names(RecordShape shape) {
    return shape.schema().columns().stream().map(Column::field).toList();
  }

  static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private ShapedRecords() {}
}
