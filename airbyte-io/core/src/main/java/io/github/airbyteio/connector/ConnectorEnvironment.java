package io.github.airbyteio.connector;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment variables of connectors: an allow-list, so that credentials of the worker do not
 * leak into them, and what makes them behave in a pipe.
 */
final class ConnectorEnvironment {
  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "TZ",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "ALL_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "all_proxy",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "REQUESTS_CA_BUNDLE",
          "CURL_CA_BUNDLE",
          "JAVA_HOME",
          "LD_LIBRARY_PATH");

  /** What connectors are told in a pipe. */
  static final Map<String, String> SET =
      Map.of(
          "LANG", "C.UTF-8",
          // Without it the output stays in the connector for as long as the connector is quiet.
          "PYTHONUNBUFFERED", "1",
          // Old Java sources send LEGACY states without it.
          "USE_STREAM_CAPABLE_STATE", "true",
          "DEPLOYMENT_MODE", "OSS",
          "JAVA_OPTS", "-XX:+ExitOnOutOfMemoryError",
          "LOG_LEVEL", "INFO");

  private ConnectorEnvironment() {}

  /** Returns the connector's variables, given those of this process. */
  static Map<String, String> from(Map<String, String> own) {
    Map<String, String> result = new TreeMap<>();
    own.forEach(
        (name, value) -> {
          if (PASSED_ON.contains(name)) {
            result.put(name, value);
          }
        });
    result.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    result.putAll(SET);
    return Collections.unmodifiableMap(result);
  }
}
