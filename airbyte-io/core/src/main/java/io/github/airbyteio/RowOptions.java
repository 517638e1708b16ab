package io.github.airbyteio;

import com.google.auto.value.AutoValue;
import java.io.Serializable;

/** The form of the rows that {@link ReadResult#rows(String, RowOptions)} gives. Immutable. */
@AutoValue
public abstract class RowOptions implements Serializable {
  /** The field that {@link #withMeta} adds. */
  public static final String META_FIELD = "_airbyte_meta";

  abstract boolean isNested();

  abstract boolean isPortable();

  abstract boolean hasMeta();

  /** Objects and arrays as JSON text, as tables have them. */
  public static RowOptions flat() {
    return new AutoValue_RowOptions(false, false, false);
  }

  /**
   * Objects whose schema names properties as rows, arrays whose schema names a type of items as
   * arrays, at any depth. All other containers, unions and unknown types stay JSON text.
   */
  public static RowOptions nested() {
    return new AutoValue_RowOptions(true, false, false);
  }

  /**
   * Dates, times, and timestamps without zone as strings in ISO 8601, since other languages' SDKs
   * do not know Beam's types of them. Timestamps with zone and decimals they know.
   */
  public RowOptions withPortableTypes() {
    return new AutoValue_RowOptions(isNested(), true, hasMeta());
  }

  /**
   * Adds a last field {@value #META_FIELD}, a string: {@code {"changes":[{"field", "change",
   * "reason"}, …]}} says what had to be changed in the record, by the source or here; null where
   * nothing had. Fields that the schema does not have are in it too where {@code
   * keepUnknownFields()} asks for them.
   */
  public RowOptions withMeta() {
    return new AutoValue_RowOptions(isNested(), isPortable(), true);
  }
}
