package io.github.airbyteio.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a stream's schema differs from that of its last sync. Types are the store's: a change that
 * the store does not see is none.
 *
 * @param added fields that are new, with their types
 * @param removed fields that are gone
 * @param retyped fields that have another type, with both
 */
record SchemaDiff(Map<String, String> added, List<String> removed, Map<String, Retyped> retyped) {
  /** The type of a field before and now. */
  record Retyped(String before, String now) {}

  /**
   * @param before the fields of the last sync with their types; null if there was none
   */
  static SchemaDiff between(@Nullable Map<String, String> before, Map<String, String> now) {
    Map<String, String> added = new LinkedHashMap<>();
    Map<String, Retyped> retyped = new LinkedHashMap<>();
    if (before == null) {
      return new SchemaDiff(added, List.of(), retyped);
    }
    now.forEach(
        (field, type) -> {
          String old = before.get(field);
          if (old == null) {
            added.put(field, type);
          } else if (!old.equals(type)) {
            retyped.put(field, new Retyped(old, type));
          }
        });
    List<String> removed = before.keySet().stream().filter(f -> !now.containsKey(f)).toList();
    return new SchemaDiff(added, removed, retyped);
  }

  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && retyped.isEmpty();
  }

  /** What is to be told of a stream whose table the new generation replaces. */
  List<String> ofReplacedTable() {
    List<String> notes = new ArrayList<>();
    added.forEach((field, type) -> notes.add("the new table has the new field " + of(field, type)));
    retyped.forEach(
        (field, types) ->
            notes.add(
                String.format(
                    "the type of the field %s has changed from %s to %s: the new table has it so",
                    field, types.before(), types.now())));
    removed.forEach(
        field -> notes.add("the field " + field + " is gone: the new table has no column of it"));
    return notes;
  }

  /** What is to be told of fields that are gone where rows are added. */
  List<String> ofRemovedFields() {
    return removed.stream()
        .map(field -> "the field " + field + " is gone: its column stays and is null from now on")
        .toList();
  }

  /** All differences in one sentence's part. */
  String inWords() {
    List<String> parts = new ArrayList<>();
    added.forEach((field, type) -> parts.add("has the new field " + of(field, type)));
    removed.forEach(field -> parts.add("no longer has the field " + field));
    retyped.forEach(
        (field, types) ->
            parts.add(
                String.format(
                    "has changed the type of the field %s from %s to %s",
                    field, types.before(), types.now())));
    return "the source " + String.join(", ", parts);
  }

  private static String of(String field, String type) {
    return field + " (" + type + ")";
  }
}
