package io.github.airbyteio.postgres;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks TLS for a server that cannot: answers a client's request for it with yes, as PostgreSQL
 * does, and passes on what comes through. Its certificate is one of its own, for localhost.
 */
final class TlsProxy implements AutoCloseable {
  private static final String PASSWORD = "changeit";
  private static final int SSL_REQUEST_BYTES = 8;

  private final ServerSocket listener;
  private final int target;
  private final SSLContext tls;
  private final Path certificate;
  private final ExecutorService pumps = Executors.newCachedThreadPool();

  private TlsProxy(ServerSocket listener, int target, SSLContext tls, Path certificate) {
    this.listener = listener;
    this.target = target;
    this.tls = tls;
    this.certificate = certificate;
  }

  static TlsProxy to(int port, Path folder) throws Exception {
    Path keys = folder.resolve("keys.p12");
    int made =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "server",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    keys.toString()))
            .inheritIO()
            .start()
            .waitFor();
    if (made != 0) {
      throw new IOException("keytool has ended with exit code " + made);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(keys.toFile())) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    String encoded =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(store.getCertificate("server").getEncoded());
    Path certificate =
        Files.writeString(
            folder.resolve("server.crt"),
            "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    TlsProxy proxy =
        new TlsProxy(
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, tls, certificate);
    proxy.pumps.execute(proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The file with its certificate. */
  Path certificate() {
    return certificate;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket plain = listener.accept();
        pumps.execute(() -> serve(plain));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket plain) {
    try (plain) {
      plain.getInputStream().readNBytes(SSL_REQUEST_BYTES);
      plain.getOutputStream().write('S');
      try (SSLSocket client = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, false);
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        client.setUseClientMode(false);
        client.startHandshake();
        pumps.execute(() -> pump(server, client));
        pump(client, server);
      }
    } catch (IOException e) {
      return; // A client that does not trust the certificate hangs up.
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
      to.close();
    } catch (IOException e) {
      return; // The other side has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pumps.shutdownNow();
  }
}
