package io.github.airbyteio.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Replaces values by their SHA-256: of a string's text, of any other value's JSON text as the
 * source wrote it, in UTF-8. Equal texts have equal hashes, so that they can still be counted and
 * joined; numbers and JSON that are written in two ways, 1.5 and 1.50, have two. Not thread-safe.
 */
final class ValueHash {
  private final MessageDigest digest;

  ValueHash() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** Replaces the value by a JSON string of 64 hexadecimal digits. */
  void replace(Slice value) {
    String hex = HexFormat.of().formatHex(digest.digest(JsonText.utf8(value)));
    value.set(('"' + hex + '"').getBytes(StandardCharsets.US_ASCII));
  }
}
