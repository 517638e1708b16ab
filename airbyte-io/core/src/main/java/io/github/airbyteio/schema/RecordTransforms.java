package io.github.airbyteio.schema;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Light transformations of records on their way: columns left out, renamed, hashed, records
 * filtered. Each looks at one record alone; what needs more belongs into a query after the load.
 *
 * <p>A field is named {@code STREAM.FIELD}, with the stream as {@code name} or {@code
 * namespace.name} and the field as the source names it, in all of the transformations: a filter may
 * look at a field that is dropped, and a field that is renamed is hashed under its old name. Of
 * streams whose names begin alike the longest name counts.
 *
 * <ul>
 *   <li>A hash is the SHA-256, in hexadecimal digits, of a string's text or of another value's
 *       JSON, after the value was conformed to its column. Null stays null. It has no salt: values
 *       that can be guessed can be found out.
 *   <li>Filters compare by the column's type: numbers by value, dates and times by the moment,
 *       strings by code points, booleans for equality only. A field that is null or missing matches
 *       {@code is null} and {@code !=} alone. A record must match all filters of its stream. Where
 *       rows are deduplicated a record that marks a deletion always passes.
 *   <li>A key keeps its role under a new name, and as a hash. The fields that deduplication needs
 *       cannot be left out, nor its cursor be hashed.
 * </ul>
 *
 * Immutable.
 */
@AutoValue
public abstract class RecordTransforms implements Serializable {
  abstract List<String> selected();

  abstract List<String> dropped();

  abstract List<String> renamed();

  abstract List<String> hashed();

  abstract List<String> filters();

  abstract boolean keepsUnknownFields();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setSelected(List<String> fields);

    abstract Builder setDropped(List<String> fields);

    abstract Builder setRenamed(List<String> renames);

    abstract Builder setHashed(List<String> fields);

    abstract Builder setFilters(List<String> conditions);

    abstract Builder setKeepsUnknownFields(boolean keep);

    abstract RecordTransforms build();
  }

  /** Records as they are. */
  public static RecordTransforms none() {
    return new AutoValue_RecordTransforms.Builder()
        .setSelected(List.of())
        .setDropped(List.of())
        .setRenamed(List.of())
        .setHashed(List.of())
        .setFilters(List.of())
        .setKeepsUnknownFields(false)
        .build();
  }

  /** Keeps only these fields of the streams they name; other streams keep all of theirs. */
  public final RecordTransforms select(String... fields) {
    return toBuilder().setSelected(and(selected(), fields)).build();
  }

  /** Leaves these fields out. */
  public final RecordTransforms drop(String... fields) {
    return toBuilder().setDropped(and(dropped(), fields)).build();
  }

  /** Renames fields: {@code users.mail=email}. */
  public final RecordTransforms rename(String... renames) {
    return toBuilder().setRenamed(and(renamed(), renames)).build();
  }

  /** Replaces the values of these fields by their SHA-256. */
  public final RecordTransforms hash(String... fields) {
    return toBuilder().setHashed(and(hashed(), fields)).build();
  }

  /**
   * Keeps only the records that match: {@code users.age>=18}, {@code users.name!='x'}, {@code
   * users.mail is not null}.
   */
  public final RecordTransforms filter(String... conditions) {
    return toBuilder().setFilters(and(filters(), conditions)).build();
  }

  /**
   * Keeps the fields that a record has and its stream's schema does not: each as the source wrote
   * it, in {@code _airbyte_meta.unknown_fields} of the record's row. Without it they are left out.
   */
  public final RecordTransforms keepUnknownFields() {
    return toBuilder().setKeepsUnknownFields(true).build();
  }

  private static List<String> and(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  /**
   * Returns what becomes of the records of each stream of the catalog, in its order.
   *
   * @throws AirbyteIoException of category USAGE if a transformation names what is not there, does
   *     not fit the field's type, contradicts another one, or takes what deduplication needs
   */
  public final Map<StreamDescriptor, RecordShape> shapes(ConfiguredCatalog catalog) {
    Map<ConfiguredStream, ShapeBuilder> builders = new LinkedHashMap<>();
    catalog.streams().forEach(stream -> builders.put(stream, new ShapeBuilder(stream)));
    forEach("select", selected(), builders, ShapeBuilder::select);
    forEach("drop", dropped(), builders, ShapeBuilder::drop);
    forEach("rename", renamed(), builders, ShapeBuilder::rename);
    forEach("hash", hashed(), builders, ShapeBuilder::hash);
    forEach("filter", filters(), builders, ShapeBuilder::filter);
    Map<StreamDescriptor, RecordShape> shapes = new LinkedHashMap<>();
    builders.forEach(
        (stream, builder) -> shapes.put(stream.descriptor(), builder.build(keepsUnknownFields())));
    return shapes;
  }

  /** What a transformation does with the text behind the stream's name. */
  private interface Operation {
    void apply(ShapeBuilder builder, String rest);
  }

  private static void forEach(
      String name,
      List<String> texts,
      Map<ConfiguredStream, ShapeBuilder> builders,
      Operation operation) {
    for (String text : texts) {
      List<ConfiguredStream> streams = new ArrayList<>();
      int longest = 0;
      for (ConfiguredStream stream : builders.keySet()) {
        int length = nameLength(stream.descriptor(), text);
        if (length > longest) {
          streams.clear();
          longest = length;
        }
        if (length > 0 && length == longest) {
          streams.add(stream);
        }
      }
      if (streams.isEmpty()) {
        throw unknownStream(name, text, builders);
      }
      String rest = text.substring(longest + 1);
      streams.forEach(stream -> operation.apply(builders.get(stream), rest));
    }
  }

  /** The length of the stream's name where the text begins with it and a dot; otherwise 0. */
  private static int nameLength(StreamDescriptor stream, String text) {
    if (text.startsWith(stream + ".")) {
      return stream.toString().length();
    }
    return text.startsWith(stream.name() + ".") ? stream.name().length() : 0;
  }

  private static AirbyteIoException unknownStream(
      String name, String text, Map<ConfiguredStream, ShapeBuilder> builders) {
    String streams =
        builders.keySet().stream()
            .map(stream -> stream.descriptor().toString())
            .collect(Collectors.joining(", "));
    return new AirbyteIoException(
        Category.USAGE,
        String.format("%s %s: it names no stream that is read.", name, text),
        "Name a field as STREAM.FIELD. The streams are: " + streams + ".");
  }
}
