package io.github.airbyteio.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Stands between a client and a server and changes what the server says, or cuts the line instead
 * of passing it on.
 */
final class TcpProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final UnaryOperator<byte[]> answers;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService pumps = Executors.newCachedThreadPool();

  private TcpProxy(int target, UnaryOperator<byte[]> answers) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.answers = answers;
  }

  /**
   * @param answers what becomes of a piece of the server's; null cuts the line
   */
  static TcpProxy to(int port, UnaryOperator<byte[]> answers) throws IOException {
    TcpProxy proxy = new TcpProxy(port, answers);
    proxy.pumps.execute(proxy::accept);
    return proxy;
  }

  /** Whether bytes of the protocol hold a text. */
  static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.addAll(List.of(client, server));
        pumps.execute(() -> pump(client, server, UnaryOperator.identity()));
        pumps.execute(() -> pump(server, client, answers));
      } catch (IOException e) {
        continue; // Closed, or the server is down: the next client is told the same.
      }
    }
  }

  /** Passes bytes on until one side ends, then ends both. */
  private static void pump(Socket from, Socket to, UnaryOperator<byte[]> change) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        byte[] changed = change.apply(Arrays.copyOf(buffer, read));
        if (changed == null) {
          return;
        }
        out.write(changed);
      }
    } catch (IOException e) {
      return; // The other side has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    pumps.shutdownNow();
  }
}
