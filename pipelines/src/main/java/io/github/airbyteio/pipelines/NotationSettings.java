package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The name and the settings of a notation: {@code KIND:NAME?SETTING=VALUE&…}.
 *
 * @param settings the values by their names
 */
record NotationSettings(String name, Map<String, String> settings) {
  /**
   * @param kind what the notation begins with
   * @param known whether there is a setting of this name
   * @param hint says how the notation is written
   * @throws AirbyteIoException of category USAGE, in which no value is shown: it may be a secret
   */
  static NotationSettings parse(
      String notation, String kind, Predicate<String> known, String hint) {
    String[] parts = notation.substring(kind.length()).split("\\?", 2);
    Map<String, String> settings = new TreeMap<>();
    if (parts.length == 1 || parts[1].isEmpty()) {
      return new NotationSettings(parts[0], settings);
    }
    for (String setting : parts[1].split("&", -1)) {
      String[] pair = setting.split("=", 2);
      if (!known.test(pair[0])) {
        throw wrong(notation, pair[0], "is not known", hint);
      }
      if (pair.length == 1 || pair[1].isEmpty() || settings.put(pair[0], pair[1]) != null) {
        throw wrong(notation, pair[0], "needs one value", hint);
      }
    }
    return new NotationSettings(parts[0], settings);
  }

  private static AirbyteIoException wrong(
      String notation, String setting, String what, String hint) {
    return new AirbyteIoException(
        Category.USAGE,
        "'" + withoutSettings(notation) + "': the setting '" + setting + "' " + what + ".",
        hint);
  }

  /** The notation as it may be shown. */
  static String withoutSettings(String notation) {
    int settings = notation.indexOf('?');
    return settings < 0 ? notation : notation.substring(0, settings + 1) + "…";
  }
}
