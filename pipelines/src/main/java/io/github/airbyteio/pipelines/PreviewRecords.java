package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.schema.ValueLimits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The data of records as a preview shows it: the source's own, or what a sync would store. */
final class PreviewRecords {
  private static final ObjectMapper JSON = ProtocolJson.mapper();
  private static final ValueLimits LIMITS = DuckDbSink.to("preview").limits();

  private final Map<StreamDescriptor, RecordShape> shapes;
  private final Map<StreamDescriptor, RecordConformer> conformers = new HashMap<>();
  private final boolean transformed;

  /**
   * @throws io.github.airbyteio.protocol.AirbyteIoException if a transformation cannot be
   */
  PreviewRecords(RecordTransforms transforms, ConfiguredCatalog catalog) {
    this.shapes = transforms.shapes(catalog);
    this.transformed = !transforms.equals(RecordTransforms.none());
  }

  /** The record's data, or null if a sync would leave the record out. */
  @Nullable JsonNode data(AirbyteMessage.Record message) throws IOException {
    if (!transformed) {
      return JSON.readTree(message.json()).path("record").path("data");
    }
    RecordShape shape = shapes.get(message.stream());
    if (shape == null) {
      // What was not asked for would be shown untransformed, with what is to be hashed or left out.
      return null;
    }
    Row row = new Row(shape);
    ConformCounts counts =
        conformers
            .computeIfAbsent(message.stream(), s -> new RecordConformer(shape, LIMITS))
            .conform(message.json(), 0, message.json().length, row);
    return counts.records() == 0 ? null : row.data;
  }

  private static final class Row implements RowHandler {
    private final RecordShape shape;
    private final ObjectNode data = JSON.createObjectNode();

    Row(RecordShape shape) {
      this.shape = shape;
    }

    @Override
    public void startRow(long emittedAtMillis) {
      for (Column column : shape.schema().columns()) {
        data.putNull(column.field());
      }
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) throws IOException {
      data.set(shape.schema().columns().get(column).field(), JSON.readTree(json, offset, length));
    }

    @Override
    public void endRow(@Nullable String meta) throws IOException {
      if (meta != null) {
        data.set("_airbyte_meta", JSON.readTree("{" + meta + "}"));
      }
    }
  }
}
