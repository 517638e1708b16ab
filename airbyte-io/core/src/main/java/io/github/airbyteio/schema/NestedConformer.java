package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.airbyteio.protocol.ProtocolJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conforms what containers hold, by the rules of {@link RecordConformer}: a value that does not fit
 * its type is null, and that is noted; an object's properties that the schema does not have are
 * left out. One pass over the tokens, without a tree.
 *
 * <p>Not thread-safe.
 */
public final class NestedConformer {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  /** Makes the values of what conforms. */
  public interface ValueFactory {
    /**
     * A value that is no row or array of known items, as JSON text that is valid for the type; see
     * {@link RowHandler#value}.
     */
    Object leaf(AirbyteType type, byte[] json, int offset, int length) throws IOException;

    /**
     * @param values of the type's properties, in their order, null where there is none
     */
    Object row(NestedType type, @Nullable Object[] values);
  }

  private final ValueConformer values;
  private final ValueFactory factory;
  private final Slice slice = new Slice();
  private final StringBuilder changes = new StringBuilder();

  public NestedConformer(ValueLimits limits, ValueFactory factory) {
    this.values = new ValueConformer(limits);
    this.factory = factory;
  }

  /** Forgets the changes: a record begins. */
  public void startRow() {
    changes.setLength(0);
  }

  /**
   * The entries of {@code _airbyte_meta.changes} for what had to become null since the record
   * began, with commas between them; empty where nothing had. Fields are named by their path,
   * {@code address.lines[2]}.
   */
  public String changes() {
    return changes.toString();
  }

  /**
   * Conforms one value of a record.
   *
   * @param field names it in the changes
   * @param json valid JSON
   */
  public @Nullable Object conform(
      NestedType type, String field, byte[] json, int offset, int length) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
      parser.nextToken();
      return value(type, field, parser, json, offset);
    }
  }

  private @Nullable Object value(
      NestedType type, String path, JsonParser parser, byte[] source, int base) throws IOException {
    boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
    if (type.isArray() && isArray) {
      return array(type, path, parser, source, base);
    }
    if (type.isRow() && parser.currentToken() == JsonToken.START_OBJECT) {
      return row(type, path, parser, source, base);
    }
    String reason = values.conform(type.type(), parser, source, base, slice);
    if (reason != null) {
      note(path, RecordChanges.NULLED, reason);
      return null;
    }
    if (!slice.present) {
      return null;
    }
    if (slice.replaced) {
      note(path, RecordChanges.TRUNCATED, ValueConformer.SERIALIZATION_ERROR);
    }
    return factory.leaf(type.type(), slice.bytes, slice.offset, slice.length);
  }

  private List<@Nullable Object> array(
      NestedType type, String path, JsonParser parser, byte[] source, int base) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(type.items(), path + "[" + items.size() + "]", parser, source, base));
    }
    return items;
  }

  private Object row(NestedType type, String path, JsonParser parser, byte[] source, int base)
      throws IOException {
    @Nullable Object[] properties = new Object[type.names().size()];
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Integer index = type.indexes().get(name);
      parser.nextToken();
      if (index == null) {
        parser.skipChildren();
      } else {
        properties[index] =
            value(type.properties().get(index), path + "." + name, parser, source, base);
      }
    }
    return factory.row(type, properties);
  }

  private void note(String path, String change, String reason) {
    RecordChanges.append(changes, new RecordChanges.Change(path, change, reason));
  }
}
