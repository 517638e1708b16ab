package io.github.airbyteio;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which time of a record becomes the timestamp of its element in {@link ReadResult#records} and
 * {@link ReadResult#rows}. Immutable.
 *
 * <p>A field's text may be a timestamp, in UTC where it has no offset, or a date, which is its
 * first moment. Where it is missing or no such text the record has the time at which its source
 * emitted it.
 */
@AutoValue
public abstract class EventTime implements Serializable {
  abstract boolean byCursor();

  /** By the stream's name: the field. */
  abstract Map<String, String> fields();

  /**
   * The time at which the source emitted the record. In an unbounded read a time before the
   * watermark is moved to it, so no record is late.
   */
  public static EventTime emittedAt() {
    return new AutoValue_EventTime(false, Map.of());
  }

  /**
   * The value of each stream's cursor. A stream without a cursor, or with one that is a number, has
   * {@link #emittedAt}.
   */
  public static EventTime cursor() {
    return new AutoValue_EventTime(true, Map.of());
  }

  /**
   * The value of a field of one stream, which its schema calls a date, a timestamp or a string;
   * other streams have {@link #emittedAt} unless {@link #andField} names a field of theirs.
   *
   * @param stream {@code name} or {@code namespace.name}
   */
  public static EventTime field(String stream, String field) {
    return emittedAt().andField(stream, field);
  }

  /** The same, and for another stream this field. */
  public EventTime andField(String stream, String field) {
    Map<String, String> all = new TreeMap<>(fields());
    all.put(stream, field);
    return new AutoValue_EventTime(byCursor(), all);
  }

  @Override
  public final String toString() {
    return (byCursor() ? "cursor" : "emitted_at") + (fields().isEmpty() ? "" : " " + fields());
  }
}
