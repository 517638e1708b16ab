package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** A top-level field of a stream's records and its type. */
@AutoValue
public abstract class Column implements Serializable {
  /** The field's name as the source writes it. May be any string, the empty one included. */
  public abstract String field();

  public abstract AirbyteType type();

  public static Column of(String field, AirbyteType type) {
    return new AutoValue_Column(field, type);
  }
}
