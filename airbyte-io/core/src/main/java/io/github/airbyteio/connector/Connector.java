package io.github.airbyteio.connector;

import java.io.Serializable;
import java.util.List;

/**
 * How a connector is obtained and launched. Immutable; naming one does nothing yet.
 *
 * <pre>{@code
 * Connector.pypi("airbyte-source-faker").version("7.2.1")
 * Connector.executable("./my-connector", "--verbose")
 * Connector.container("airbyte/source-postgres:3.7.0").memory("2g")
 * }</pre>
 */
public abstract class Connector implements Serializable {
  Connector() {}

  /**
   * A connector published as a Python package; it is installed into a virtual environment of its
   * own.
   *
   * @param pkg the package, {@code airbyte-source-x}, or the connector, {@code source-x}
   */
  public static PyPiConnector pypi(String pkg) {
    return PyPiConnector.of(pkg);
  }

  /**
   * A local program that speaks the protocol.
   *
   * @param path a path, or a name to be found on {@code PATH}
   * @param args put before the command ({@code spec}, {@code read} …); must hold no secrets
   */
  public static Connector executable(String path, String... args) {
    return ExecutableConnector.of(path, List.of(args));
  }

  /**
   * A container image with a connector, run by the command line of docker or podman.
   *
   * @param image such as {@code airbyte/source-faker:7.2.1}, or with a digest
   */
  public static ContainerConnector container(String image) {
    return ContainerConnector.of(image);
  }

  /** The connector's own name, such as {@code source-faker}. */
  public abstract String name();

  /**
   * Makes the connector ready to be launched. Cheap when that was done before.
   *
   * @throws io.github.airbyteio.protocol.AirbyteIoException if it cannot be found or installed
   */
  public final InstalledConnector install() {
    return install(ConnectorHome.standard());
  }

  abstract InstalledConnector install(ConnectorHome home);
}
