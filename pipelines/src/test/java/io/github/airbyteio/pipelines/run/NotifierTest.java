package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {
  @TempDir Path folder;
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 204;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          taken.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String user, String path) {
    return "http://" + user + "localhost:" + server.getAddress().getPort() + path;
  }

  @Test
  void theReportIsPosted() {
    assertThat(Notifier.parse(url("", "/hook?key=canary"), false).post("{\"a\":1}")).isEmpty();
    assertThat(taken).containsExactly("POST /hook?key=canary null {\"a\":1}");
  }

  @Test
  void anAddressMayBeASecretInAFileWithAUser() throws Exception {
    Path file = folder.resolve("url");
    Files.writeString(file, url("me:canary@", "/hook") + "\n");
    assertThat(Notifier.parse("file:" + file, false).post("{}")).isEmpty();
    assertThat(taken).containsExactly("POST /hook Basic bWU6Y2FuYXJ5 {}");
  }

  @Test
  void whatGoesWrongIsToldWithoutTheAddress() {
    status = 500;
    Notifier refused = Notifier.parse(url("me:canary@", "/canary?x=canary"), false);
    assertThat(refused.post("{}").orElseThrow()).contains("localhost", "500");
    server.stop(0);
    assertThat(refused.post("{}").orElseThrow()).contains("localhost", "ConnectException");
    assertThat(refused.post("{}").orElseThrow() + refused).doesNotContain("canary");
    for (String wrong : List.of("https://", "https://canary host/", "canary", "ftp://canary/")) {
      assertThatThrownBy(() -> Notifier.parse(wrong, false))
          .satisfies(e -> assertThat(e.toString()).doesNotContain("canary"));
    }
  }

  @Test
  void successIsToldOnlyIfThatIsWanted() {
    assertThat(Notifier.parse("https://h/x", false).wants(false)).isFalse();
    assertThat(Notifier.parse("https://h/x", false).wants(true)).isTrue();
    assertThat(Notifier.parse("https://h/x", true).wants(false)).isTrue();
  }
}
