package io.github.airbyteio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.schema.Timestamps;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** An {@link EventTime} for the streams of a catalog: gives records their timestamps. */
@AutoValue
abstract class RecordTimes implements Serializable {
  private static final JsonFactory FACTORY = ProtocolJson.factory();
  private static final Duration ANY_LATENESS = Duration.millis(Long.MAX_VALUE);

  /** The paths of the fields that hold the times; a stream without one has {@code emitted_at}. */
  abstract Map<StreamDescriptor, List<String>> paths();

  /**
   * @throws AirbyteIoException if a stream or a field is not there, or cannot be a time
   */
  static RecordTimes of(EventTime eventTime, ConfiguredCatalog catalog) {
    Map<StreamDescriptor, List<String>> paths = new TreeMap<>();
    Map<String, String> fields = new TreeMap<>(eventTime.fields());
    for (ConfiguredStream stream : catalog.streams()) {
      String field = fields.remove(stream.descriptor().toString());
      if (field != null) {
        requireTime(stream, field);
        paths.put(stream.descriptor(), List.of(field));
      } else if (eventTime.byCursor() && isTime(stream, stream.cursorField())) {
        paths.put(stream.descriptor(), stream.cursorField());
      }
    }
    if (!fields.isEmpty()) {
      throw refused(
          "the connection does not read a stream '" + fields.keySet().iterator().next() + "'.",
          "Name one of its streams.");
    }
    return new AutoValue_RecordTimes(paths);
  }

  private static void requireTime(ConfiguredStream stream, String field) {
    if (!isTime(stream, List.of(field))) {
      throw refused(
          "the field '"
              + field
              + "' of stream '"
              + stream.descriptor()
              + "' is no date, timestamp or string of its schema.",
          "Name another field, or take EventTime.emittedAt().");
    }
  }

  /** Whether the schema lets the field be a time; of a nested one it is not known. */
  private static boolean isTime(ConfiguredStream stream, List<String> path) {
    if (path.size() != 1) {
      return path.size() > 1;
    }
    return StreamSchema.fromJsonSchema(stream.stream().jsonSchema()).columns().stream()
        .filter(column -> column.field().equals(path.get(0)))
        .map(Column::type)
        .anyMatch(Timestamps::mayBe);
  }

  static AirbyteIoException refused(String why, String hint) {
    return new AirbyteIoException(Category.USAGE, "withEventTime(): " + why, hint);
  }

  /** The path of the field that holds the time of a stream's records, or null. */
  final @Nullable List<String> path(StreamDescriptor stream) {
    return paths().get(stream);
  }

  /** How far before its block an element may be: fields hold any time, also one that is late. */
  final Duration allowedSkew() {
    return paths().isEmpty() ? Duration.ZERO : ANY_LATENESS;
  }

  /**
   * The timestamp of a record.
   *
   * @param text the value of the stream's field, or null
   * @param block the timestamp of its block
   */
  static Instant of(@Nullable String text, java.time.Instant emittedAt, Instant block) {
    java.time.Instant time = text == null ? null : Timestamps.parse(text);
    if (time != null) {
      return new Instant(time.toEpochMilli());
    }
    // Emission times are those of the source's clock; before the block's they could be late.
    Instant emitted = new Instant(emittedAt.toEpochMilli());
    return emitted.isBefore(block) || emitted.isAfter(BoundedWindow.TIMESTAMP_MAX_VALUE)
        ? block
        : emitted;
  }

  /** The string at the path in an object, or null where there is none. */
  static @Nullable String text(String object, List<String> path) throws IOException {
    Iterator<String> names = path.iterator();
    String name = names.next();
    try (JsonParser parser = FACTORY.createParser(object)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(name);
        JsonToken value = parser.nextToken();
        if (!found) {
          parser.skipChildren();
        } else if (!names.hasNext()) {
          return value == JsonToken.VALUE_STRING ? parser.getText() : null;
        } else if (value != JsonToken.START_OBJECT) {
          return null;
        } else {
          name = names.next();
        }
      }
      return null;
    }
  }
}
