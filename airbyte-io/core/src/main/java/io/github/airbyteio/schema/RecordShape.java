package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What becomes of the records of a stream on their way to a table: which fields are kept, under
 * which names, which of them as hashes, and which records at all.
 *
 * @see RecordTransforms
 */
@AutoValue
public abstract class RecordShape implements Serializable {
  /** The columns that come out, in their order. */
  public abstract StreamSchema schema();

  /**
   * The fields that are read, with the types that the source gives them: first those of {@link
   * #schema()}, one a column, then those that only conditions look at.
   */
  abstract List<Column> read();

  /** The columns of which the hash comes out instead of the value. */
  abstract List<Integer> hashed();

  /** A record that does not match all of them is left out. */
  abstract List<Condition> conditions();

  /**
   * The field among {@link #read()} that marks a record as the deletion of a row, or null: such a
   * record matches whatever the conditions say, or its row would stay for ever.
   */
  abstract @Nullable Integer deletion();

  /**
   * All fields of the source's schema where those that it does not have are kept in the record's
   * meta; null where they are left out.
   */
  abstract @Nullable Set<String> known();

  /**
   * The columns by whose values rows are found, ordered or removed, and what each is in words:
   * {@code "its cursor"}. A record in which such a value would have to be changed is refused.
   */
  abstract Map<Integer, String> decisive();

  /** The same, where the values of these columns decide about other rows. */
  public final RecordShape withDecisive(Map<Integer, String> columns) {
    return new AutoValue_RecordShape(
        schema(), read(), hashed(), conditions(), deletion(), known(), Map.copyOf(columns));
  }

  /** Records as they are. */
  public static RecordShape of(StreamSchema schema) {
    return of(schema, schema.columns(), List.of(), List.of(), null, null);
  }

  /** Records as they are, with the fields that the schema does not have in their meta. */
  public static RecordShape withUnknownFields(StreamSchema schema) {
    Set<String> known = schema.columns().stream().map(Column::field).collect(Collectors.toSet());
    return of(schema, schema.columns(), List.of(), List.of(), null, known);
  }

  /** Whether fields that the source's schema does not have are kept in the record's meta. */
  public final boolean keepsUnknownFields() {
    return known() != null;
  }

  static RecordShape of(
      StreamSchema schema,
      List<Column> read,
      List<Integer> hashed,
      List<Condition> conditions,
      @Nullable Integer deletion,
      @Nullable Set<String> known) {
    return new AutoValue_RecordShape(
        schema,
        List.copyOf(read),
        List.copyOf(hashed),
        List.copyOf(conditions),
        deletion,
        known == null ? null : Set.copyOf(known),
        Map.of());
  }

  /** Whether the hash of the column's value comes out instead of the value. */
  public final boolean isHashed(int column) {
    return hashed().contains(column);
  }

  /** The index of the column that a field of the source becomes; empty if it becomes none. */
  public final OptionalInt columnOf(String field) {
    for (int i = 0; i < schema().columns().size(); i++) {
      if (read().get(i).field().equals(field)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
