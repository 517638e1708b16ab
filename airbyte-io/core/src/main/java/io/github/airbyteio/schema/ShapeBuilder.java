package io.github.airbyteio.schema;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gathers the transformations of one stream's records, each given as the text behind the stream's
 * name, and refuses those that cannot be.
 */
final class ShapeBuilder {
  /** The field by which CDC sources mark a record as the deletion of a row. */
  private static final String DELETED_AT = "_ab_cdc_deleted_at";

  private final ConfiguredStream stream;
  private final Map<String, Column> fields = new LinkedHashMap<>();
  private final Set<String> selected = new LinkedHashSet<>();
  private final Set<String> dropped = new HashSet<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final Set<String> hashed = new LinkedHashSet<>();
  private final List<ParsedFilter> filters = new ArrayList<>();

  ShapeBuilder(ConfiguredStream stream) {
    this.stream = stream;
    StreamSchema.fromJsonSchema(stream.stream().jsonSchema())
        .columns()
        .forEach(column -> fields.put(column.field(), column));
  }

  void select(String field) {
    selected.add(known("select", field));
  }

  void drop(String field) {
    dropped.add(known("drop", field));
  }

  void hash(String field) {
    hashed.add(known("hash", field));
  }

  /**
   * @param text {@code FIELD=NAME}; field names may hold the sign themselves, the longest one
   *     counts
   */
  void rename(String text) {
    String field = null;
    for (String name : fields.keySet()) {
      if (text.startsWith(name + "=") && (field == null || name.length() > field.length())) {
        field = name;
      }
    }
    if (field == null) {
      int sign = text.indexOf('=');
      if (sign < 0) {
        throw refused("rename " + text + " gives no new name.", "Write it as STREAM.FIELD=NAME.");
      }
      throw unknown("rename", text.substring(0, sign));
    }
    String name = text.substring(field.length() + 1).strip();
    if (name.isEmpty()) {
      throw refused("rename " + text + " gives no new name.", "Write it as STREAM.FIELD=NAME.");
    }
    String before = renamed.putIfAbsent(field, name);
    if (before != null && !before.equals(name)) {
      throw refused(
          "the field '" + field + "' is renamed twice, to '" + before + "' and to '" + name + "'.",
          "Choose one of the names.");
    }
  }

  void filter(String text) {
    ParsedFilter filter = ParsedFilter.parse(text, fields.keySet());
    if (filter == null) {
      throw refused(
          "filter " + text + " is no condition on a field.",
          "Write it as FIELD=VALUE, with =, !=, <, <=, > or >=, or as FIELD is null, FIELD is not null. "
              + fieldNames());
    }
    if (!fields.containsKey(filter.field())) {
      throw unknown("filter", filter.field());
    }
    String problem = filter.problem(fields.get(filter.field()).type());
    if (problem != null) {
      throw refused(
          "filter " + text + ": " + problem + ".",
          "Filter by a condition that fits the field, or in a query after the load.");
    }
    filters.add(filter);
  }

  RecordShape build(boolean keepsUnknownFields) {
    List<Column> read = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    List<Integer> hashes = new ArrayList<>();
    for (Column field : fields.values()) {
      String name = field.field();
      if (isKept(name)) {
        if (hashed.contains(name)) {
          hashes.add(columns.size());
        }
        columns.add(
            Column.of(
                renamed.getOrDefault(name, name),
                hashed.contains(name) ? AirbyteType.STRING : field.type()));
        read.add(field);
      }
    }
    if (columns.isEmpty() && !fields.isEmpty()) {
      throw refused("none of its fields is left.", "Keep at least one. " + fieldNames());
    }
    requireDistinct(columns);
    requireKept(renamed.keySet(), "renamed");
    requireKept(hashed, "hashed");
    Integer deletion = null;
    if (stream.writeMode().deduplicates()) {
      requireWhatDeduplicationNeeds();
      deletion = read.indexOf(fields.get(DELETED_AT));
    }
    List<Condition> conditions = new ArrayList<>();
    for (ParsedFilter filter : filters) {
      Column field = fields.get(filter.field());
      if (!read.contains(field)) {
        read.add(field);
      }
      conditions.add(filter.condition(read.indexOf(field), field.type()));
    }
    return RecordShape.of(
        StreamSchema.of(columns),
        read,
        hashes,
        conditions,
        deletion == null || deletion < 0 ? null : deletion,
        keepsUnknownFields ? fields.keySet() : null);
  }

  private boolean isKept(String field) {
    return (selected.isEmpty() || selected.contains(field)) && !dropped.contains(field);
  }

  private void requireDistinct(List<Column> columns) {
    Map<String, Integer> uses = new HashMap<>();
    columns.forEach(column -> uses.merge(column.field(), 1, Integer::sum));
    uses.forEach(
        (name, count) -> {
          if (count > 1) {
            throw refused(
                "two of its fields would be named '" + name + "'.",
                "Choose another name, or drop the other field.");
          }
        });
  }

  private void requireKept(Set<String> names, String what) {
    for (String field : names) {
      if (!isKept(field)) {
        throw refused(
            "the field '" + field + "' is " + what + ", but it is not kept.",
            "Keep it, or do not name it there.");
      }
    }
  }

  private void requireWhatDeduplicationNeeds() {
    for (List<String> path : stream.primaryKey()) {
      requireForDeduplication(path, "part of its primary key");
    }
    requireForDeduplication(stream.cursorField(), "its cursor");
    if (stream.cursorField().size() == 1 && hashed.contains(stream.cursorField().get(0))) {
      throw refused(
          "the field '"
              + stream.cursorField().get(0)
              + "' is its cursor, and hashes have no order by which the latest row could be found.",
          "Do not hash it, or write in mode append or overwrite.");
    }
    requireForDeduplication(List.of(DELETED_AT), "how the source marks deleted rows");
    String after = renamed.get(DELETED_AT);
    if (after != null && !after.equals(DELETED_AT)) {
      throw refused(
          "the field '" + DELETED_AT + "' is how the source marks deleted rows.",
          "Do not rename it, or write in mode append or overwrite.");
    }
    if (renamed.containsValue(DELETED_AT) && after == null) {
      throw refused(
          "a field named '" + DELETED_AT + "' would mark its rows as deleted.",
          "Choose another name.");
    }
  }

  private void requireForDeduplication(List<String> path, String role) {
    if (path.size() == 1 && fields.containsKey(path.get(0)) && !isKept(path.get(0))) {
      throw refused(
          "the field '"
              + path.get(0)
              + "' is "
              + role
              + ", which mode "
              + stream.writeMode().wireName()
              + " needs, but it is not kept.",
          "Keep it, as it is, under another name or (a key) as a hash; or write in mode append or overwrite.");
    }
  }

  private String known(String operation, String field) {
    if (!fields.containsKey(field)) {
      throw unknown(operation, field);
    }
    return field;
  }

  private AirbyteIoException unknown(String operation, String field) {
    return refused(operation + ": it has no field '" + field + "'.", fieldNames());
  }

  private String fieldNames() {
    return fields.isEmpty()
        ? "Its schema names no fields."
        : "Its fields, as the source names them, are: "
            + fields.keySet().stream().collect(Collectors.joining(", "))
            + ".";
  }

  private AirbyteIoException refused(String what, String hint) {
    return new AirbyteIoException(
        Category.USAGE,
        stream.descriptor(),
        "Stream '" + stream.descriptor() + "': " + what,
        hint,
        null);
  }
}
