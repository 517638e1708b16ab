package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Snowflake emulator fakesnow, from PyPI, on a free port of this machine. It keeps its data in
 * memory and ends with this JVM, even if that is killed.
 *
 * <p>It answers in Arrow whatever it is asked for: a JVM that connects needs {@code
 * --add-opens=java.base/java.nio=ALL-UNNAMED}.
 */
public final class FakesnowServer implements AutoCloseable {
  public static final String HOST = "127.0.0.1";

  /**
   * A later connector lacks a module that this fakesnow imports. To translate SQL is most of its
   * work: compiled, that takes half the time.
   */
  private static final List<String> PACKAGES =
      List.of("fakesnow[server]==0.12.1", "snowflake-connector-python<5", "sqlglot[c]");

  private final Process process;
  private final int port;
  private final Path folder;

  private FakesnowServer(Process process, int port, Path folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  /** Installs fakesnow if need be, once a user, and starts it. */
  public static FakesnowServer start() throws IOException {
    Path venv =
        Installation.venv(
            Installation.HOME, "fakesnow-0.12.1-compiled", made -> Installation.uv(made, PACKAGES));
    Path folder = Files.createTempDirectory("fakesnow");
    Path script = folder.resolve("fakesnow_server.py");
    try (InputStream source = FakesnowServer.class.getResourceAsStream("fakesnow_server.py")) {
      Files.copy(source, script);
    }
    int port = Processes.freePort();
    Process process =
        new ProcessBuilder(
                venv.resolve("bin/python").toString(), script.toString(), Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    FakesnowServer server = new FakesnowServer(process, port, folder);
    server.awaitStart();
    return server;
  }

  private void awaitStart() throws IOException {
    while (!accepts()) {
      try {
        if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new IOException("fakesnow has not started: " + logged());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroy();
        throw new IOException("Interrupted while fakesnow was starting", e);
      }
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** What the server has logged: the cause of an error that it tells its client nothing about. */
  public String logged() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Files.deleteIfExists(folder.resolve("fakesnow_server.py"));
    Files.deleteIfExists(folder.resolve("log"));
    Files.deleteIfExists(folder);
  }
}
