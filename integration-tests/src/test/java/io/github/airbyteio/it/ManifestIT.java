package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A low-code connector against an HTTP server: pages, a 429, an incremental stream, a partitioned
 * full refresh.
 */
class ManifestIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ITEMS = 25;
  private static final int PAGE = 10;

  @TempDir Path folder;
  private HttpServer server;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger commentRequests = new AtomicInteger();

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/items", this::items);
    server.createContext("/comments", this::comments);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  /**
   * Items 1 to 25, updated on the days 1 to 25 of a month, a page of ten each; the first request is
   * refused.
   */
  private void items(HttpExchange exchange) throws IOException {
    if (refused.getAndIncrement() == 0) {
      exchange.getResponseHeaders().add("Retry-After", "1");
      respond(exchange, 429, JSON.createObjectNode());
      return;
    }
    Map<String, String> query = query(exchange);
    int page = Integer.parseInt(query.getOrDefault("page", "0"));
    String since = query.getOrDefault("since", "");
    ObjectNode body = JSON.createObjectNode();
    int index = 0;
    for (int i = 1; i <= ITEMS; i++) {
      String updated = String.format("2024-01-%02dT00:00:00Z", i);
      if (updated.compareTo(since) >= 0 && index++ / PAGE == page) {
        body.withArray("items").addObject().put("id", i).put("updated_at", updated);
      }
    }
    body.withArray("items");
    respond(exchange, 200, body);
  }

  /** Two comments of each of three posts. */
  private void comments(HttpExchange exchange) throws IOException {
    commentRequests.incrementAndGet();
    String post = query(exchange).get("post");
    ObjectNode body = JSON.createObjectNode();
    for (int i = 1; i <= 2; i++) {
      body.withArray("items").addObject().put("id", post + "-" + i).put("post", post);
    }
    respond(exchange, 200, body);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static void respond(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Path config() throws Exception {
    String manifest =
        Files.readString(Path.of(ManifestIT.class.getResource("/connectors/manifest.json").toURI()))
            .replace("@URL@", "http://127.0.0.1:" + server.getAddress().getPort());
    ObjectNode config = JSON.createObjectNode();
    config.set("__injected_declarative_manifest", JSON.readTree(manifest));
    Path file = folder.resolve("config.json");
    Files.writeString(file, config.toString());
    return file;
  }

  private CommandLineRun sync() throws Exception {
    CommandLineRun run =
        CommandLineRun.run(
            folder,
            "sync",
            "--source",
            "source-declarative-manifest",
            "--config",
            config().toString(),
            "--to",
            "duckdb:items.duckdb",
            "--json");
    assertThat(run.await()).as(run.story()).isZero();
    return run;
  }

  private static long read(CommandLineRun run, String name) throws IOException {
    for (JsonNode stream : run.document().path("streams")) {
      if (stream.path("name").asText().equals(name)) {
        return stream.path("records_read").asLong();
      }
    }
    throw new AssertionError("no stream " + name);
  }

  @Test
  void pagesAreReadAnIncrementContinuesAndARefreshReadsAgain() throws Exception {
    Path database = folder.resolve("items.duckdb");

    CommandLineRun first = sync();

    assertThat(read(first, "items")).isEqualTo(ITEMS);
    assertThat(Database.count(database, "items")).isEqualTo(ITEMS);
    assertThat(Database.count(database, "comments")).isEqualTo(6);
    int requests = commentRequests.get();

    CommandLineRun second = sync();

    assertThat(read(second, "items")).as("from the state on").isLessThan(ITEMS);
    assertThat(Database.count(database, "items")).isEqualTo(ITEMS);
    assertThat(commentRequests.get()).as("the refresh reads again").isEqualTo(2 * requests);
    assertThat(read(second, "comments")).isEqualTo(6);
    assertThat(Database.count(database, "comments")).isEqualTo(6);
  }
}
