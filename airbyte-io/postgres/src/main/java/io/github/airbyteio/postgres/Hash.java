package io.github.airbyteio.postgres;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The same short names for the same texts, on each machine. */
final class Hash {
  private static final int NUMBER_CHARS = 16;

  private Hash() {}

  /** Some hexadecimal digits of the text's SHA-256. */
  static String hex(String text, int chars) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, chars);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** A key of an advisory lock. */
  static long number(String text) {
    return key(hex(text, NUMBER_CHARS));
  }

  /** The key that 16 hexadecimal digits stand for. */
  static long key(String hex) {
    return new BigInteger(hex, 16).longValue();
  }
}
