package io.github.airbyteio.store;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names of files for connection ids: legal everywhere, different for different ids. */
final class DocumentNames {
  /** File systems allow 255; endings follow. */
  private static final int LONGEST = 180;

  private DocumentNames() {}

  static String of(String connectionId) {
    // A star is legal in URLs, and a wildcard where files are matched.
    String name = URLEncoder.encode(connectionId, StandardCharsets.UTF_8).replace("*", "%2A");
    return name.length() <= LONGEST
        ? name
        : name.substring(0, LONGEST - 40)
            + "-"
            + UUID.nameUUIDFromBytes(connectionId.getBytes(StandardCharsets.UTF_8));
  }
}
