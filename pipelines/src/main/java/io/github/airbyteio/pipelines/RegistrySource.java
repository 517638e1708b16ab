package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.ConnectorHome;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the registry of connectors is: a file or an address that is named, else the copy in the
 * home. Only a named address is ever asked.
 */
final class RegistrySource {
  static final String VARIABLE = "AIRBYTEIO_REGISTRY";
  static final String HINT =
      "Give Airbyte's registry of connectors, a JSON file, by --registry FILE or "
          + VARIABLE
          + ", or keep a copy of it: 'airbyteio connectors update URL|FILE'. docs/connectors.md says"
          + " where it is.";

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long MAX_BYTES = 512L << 20;

  private final Path copy;

  RegistrySource(Path copy) {
    this.copy = copy;
  }

  static RegistrySource standard() {
    return new RegistrySource(ConnectorHome.standard().registry());
  }

  /** The file in the home, which may be missing. */
  Path copy() {
    return copy;
  }

  /**
   * @param named a file or an address; null: the copy in the home
   * @param offline whether the copy stands for an address
   */
  ConnectorRegistry read(@Nullable String named, boolean offline) {
    if (named != null && !isAddress(named)) {
      return ConnectorRegistry.read(Path.of(named));
    }
    if (named != null && !offline) {
      return update(named);
    }
    if (!Files.exists(copy)) {
      throw new AirbyteIoException(
          Category.USAGE, "There is no registry of connectors here.", HINT);
    }
    return ConnectorRegistry.read(copy);
  }

  /** Replaces the copy in the home, if what is named is a registry. */
  ConnectorRegistry update(String named) {
    Path next = null;
    try {
      next = Files.createTempFile(copy.toAbsolutePath().getParent(), "registry", ".next");
      if (isAddress(named)) {
        download(named, next);
      } else {
        Files.copy(Path.of(named), next, StandardCopyOption.REPLACE_EXISTING);
      }
      ConnectorRegistry registry = ConnectorRegistry.read(next);
      Files.move(next, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return registry;
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.USAGE,
          null,
          "Cannot read the registry " + shown(named) + ": " + e,
          "Is it there, and can this machine reach it? What was kept before is kept.",
          e);
    } finally {
      delete(next);
    }
  }

  private static void download(String address, Path file) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body();
          OutputStream out = Files.newOutputStream(file)) {
        if (response.statusCode() != 200) {
          throw new IOException("the server answered " + response.statusCode());
        }
        copy(body, out);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("this is no address", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void copy(InputStream body, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long all = 0;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      all += read;
      if (all > MAX_BYTES) {
        throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
      }
      out.write(buffer, 0, read);
    }
  }

  private static boolean isAddress(String named) {
    return named.startsWith("https://") || named.startsWith("http://");
  }

  /** Without user and password. */
  private static String shown(String named) {
    return named.replaceFirst("://[^/@]*@", "://****@");
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It is swept with the home.
      }
    }
  }
}
