package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.net.URI;

/** The address of Flink's REST interface. */
record HostAndPort(String host, int port) {
  private static final int DEFAULT_PORT = 8081;

  /**
   * @throws AirbyteIoException of category USAGE if it is none
   */
  static HostAndPort parse(String text) {
    try {
      URI uri = URI.create("http://" + text.replaceFirst("^https?://", ""));
      if (uri.getHost() != null && uri.getPath().isEmpty()) {
        return new HostAndPort(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
      }
    } catch (IllegalArgumentException e) {
      // No address, as is said below.
    }
    throw new AirbyteIoException(
        Category.USAGE,
        "--flink-master '" + text + "' is no address.",
        "Name the cluster's REST address, HOST:8081 say, or [local].");
  }
}
