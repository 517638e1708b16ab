package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteIoException;

/** What a value may be. Its check and its JSON Schema stand side by side, so that they agree. */
abstract class ValueType {
  /** A new JSON Schema of draft 7. */
  abstract ObjectNode schema();

  /** What the value must be, in words that follow "must be". */
  abstract String what();

  /** Whether the value is of this type, whatever its members are. */
  abstract boolean fits(FileValue value);

  /** Checks the members of a value that fits. */
  void checkMembers(String key, FileValue value) {}

  /**
   * @param key the value's name in messages
   * @throws AirbyteIoException that says where the value stands and what it must be
   */
  final void check(String key, FileValue value) {
    if (!fits(value)) {
      throw value.place().problem(key, "must be " + what() + ".", null);
    }
    checkMembers(key, value);
  }
}
