package io.github.airbyteio.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A secret's name and which member of it is meant: {@code NAME#KEY}. Without a key it is all of it.
 */
record NameAndKey(String name, @Nullable String key) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static NameAndKey parse(String text) {
    int hash = text.lastIndexOf('#');
    return hash < 0
        ? new NameAndKey(text, null)
        : new NameAndKey(text.substring(0, hash), text.substring(hash + 1));
  }

  /** Whether name and, where there is one, key are given, in the characters that names have. */
  boolean isComplete() {
    return name.matches("[\\w./:@+=?-]+") && (key == null || !key.isBlank());
  }

  /** The member of a secret that is text: JSON where there is a key. */
  String of(String secret) throws IOException {
    if (key == null) {
      return secret;
    }
    try {
      return of(JSON.readTree(secret));
    } catch (JsonProcessingException e) {
      // The exception quotes the secret.
      throw new IOException("is no JSON, so it has no member '" + key + "'");
    }
  }

  /** The member of a secret that is an object; all of it as JSON without a key. */
  String of(JsonNode secret) throws IOException {
    if (key == null) {
      return secret.toString();
    }
    JsonNode member = secret.path(key);
    if (member.isMissingNode() || member.isNull()) {
      throw new IOException("has no member '" + key + "'");
    }
    return member.isValueNode() ? member.asText() : member.toString();
  }
}
