package io.github.airbyteio.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.airbyteio.secret.SecretReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.duckdb.DuckDBConnection;

/**
 * A server that Snowflake's unmodified driver talks to. It takes only the statements that this sink
 * issues, runs them on DuckDB, and fails where and how a test wants it to.
 *
 * <p>As the real one: quoted names are kept apart by case, an empty text is not null, DDL ends a
 * transaction, a copied file is not copied again, a request that is repeated is not executed again.
 */
final class FakeSnowflake implements AutoCloseable {
  static final String USER = "fake";
  static final String PASSWORD = "snow";
  static final String DATABASE = "DB";
  static final String WAREHOUSE = "WH";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Decides what becomes of a statement; asked before it is executed. */
  interface Faults {
    Fault at(String sql);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path folder;
  private final FakeStore store;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, FakeSession> sessions = new ConcurrentHashMap<>();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
  private final List<String> statements = new CopyOnWriteArrayList<>();
  private final List<JsonNode> logins = new CopyOnWriteArrayList<>();
  private volatile Faults faults = sql -> Fault.NONE;

  FakeSnowflake(Path folder) throws Exception {
    this.folder = folder;
    this.store = new FakeStore(folder.resolve("stages"));
    this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** A sink of the server, with the schema's name. */
  SnowflakeSink sink(String schema) throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, PASSWORD);
    return SnowflakeSink.to("fake", DATABASE, schema).toBuilder()
        .setHost("127.0.0.1")
        .setPort(server.getAddress().getPort())
        .setTls(false)
        .setHttpRetries(1)
        .build()
        .withWarehouse(WAREHOUSE)
        .withPassword(USER, SecretReference.file(password.toString()));
  }

  void failBy(Faults newFaults) {
    faults = newFaults;
  }

  /** What was executed, in its order. */
  List<String> statements() {
    return statements;
  }

  /** What the clients sent to log in. */
  List<JsonNode> logins() {
    return logins;
  }

  FakeStore store() {
    return store;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = body(exchange);
      String path = exchange.getRequestURI().getPath();
      ObjectNode answer;
      switch (path) {
        case "/session/v1/login-request" -> answer = login(exchange, request);
        case "/session/token-request" -> answer = renewed();
        case "/queries/v1/query-request" -> {
          answer = query(exchange, request);
          if (answer == null) {
            return;
          }
        }
        default -> {
          answer = FakeAnswers.ok();
          if (path.equals("/session")) {
            close(token(exchange));
          }
        }
      }
      byte[] bytes = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (RuntimeException e) {
      exchange.sendResponseHeaders(500, -1);
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream plain = exchange.getRequestBody();
        InputStream body = zipped ? new GZIPInputStream(plain) : plain) {
      byte[] bytes = body.readAllBytes();
      return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
    }
  }

  private ObjectNode login(HttpExchange exchange, JsonNode request) {
    JsonNode data = request.path("data");
    logins.add(data);
    Map<String, String> query = query(exchange);
    if (!data.has("TOKEN") && !data.path("PASSWORD").asText().equals(PASSWORD)) {
      return FakeAnswers.error(
          new FakeError("390100", "08001", "Incorrect username or password was specified."));
    }
    String token = "session-" + numbers.incrementAndGet();
    boolean known = DATABASE.equals(query.get("databaseName"));
    boolean running = WAREHOUSE.equals(query.get("warehouse"));
    try {
      sessions.put(token, new FakeSession(store, known, running, query.get("schemaName")));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return FakeAnswers.login(token, known ? DATABASE : null);
  }

  /** The session's token stays: a driver asks for a new one when it was told that it expired. */
  private static ObjectNode renewed() {
    ObjectNode answer = FakeAnswers.ok();
    ObjectNode data = (ObjectNode) answer.get("data");
    data.put("sessionToken", "renewed").put("validityInSecondsST", 3600);
    data.put("masterToken", "m").put("validityInSecondsMT", 14400).put("sessionId", 1);
    return answer;
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = exchange.getRequestURI().getQuery();
    for (String each : query == null ? new String[0] : query.split("&")) {
      int equals = each.indexOf('=');
      parameters.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return parameters;
  }

  /** A renewed token belongs to the only session that such tests have. */
  private String token(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String token = header == null ? "" : header.replaceAll(".*Token=\"(.*)\"", "$1");
    return token.equals("renewed") ? "session-" + numbers.get() : token;
  }

  private @Nullable ObjectNode query(HttpExchange exchange, JsonNode request) throws IOException {
    String token = token(exchange);
    String id = query(exchange).getOrDefault("requestId", "");
    if (lost.contains(token)) {
      return null;
    }
    if (answers.containsKey(id)) {
      return answers.get(id);
    }
    String sql = request.path("sqlText").asText();
    boolean described = request.path("describeOnly").asBoolean();
    Fault fault = described ? Fault.NONE : faults.at(sql);
    if (fault.status() != 0) {
      exchange.sendResponseHeaders(fault.status(), -1);
      return null;
    }
    if (fault.error() != null) {
      return FakeAnswers.error(fault.error());
    }
    if (fault.kind() == Fault.Kind.LOST_BEFORE) {
      lose(token);
      return null;
    }
    ObjectNode answer = execute(token, sql, request, described);
    answers.put(id, answer);
    if (fault.kind() == Fault.Kind.LOST_AFTER) {
      lose(token);
      return null;
    }
    return fault.kind() == Fault.Kind.ANSWER_LOST ? null : answer;
  }

  private ObjectNode execute(String token, String sql, JsonNode request, boolean described) {
    FakeSession session = sessions.get(token);
    if (session == null) {
      return FakeAnswers.error(new FakeError("390111", "08001", "Session no longer exists."));
    }
    if (!described) {
      statements.add(sql);
    }
    try {
      return session.execute(sql, request.path("bindings"), described);
    } catch (FakeError e) {
      return FakeAnswers.error(e);
    } catch (SQLException e) {
      boolean missing = String.valueOf(e.getMessage()).contains("does not exist");
      return FakeAnswers.error(
          missing
              ? new FakeError("002003", "42S02", "Object does not exist or not authorized: " + e)
              : new FakeError("100183", "P0000", String.valueOf(e.getMessage())));
    }
  }

  /** The client hears no more; what it had begun is rolled back, as a broken session's is. */
  private void lose(String token) {
    lost.add(token);
    close(token);
  }

  private void close(String token) {
    FakeSession session = sessions.remove(token);
    if (session != null) {
      session.close();
    }
  }

  /** A connection to what is stored, past all that the driver does. */
  DuckDBConnection stored() throws SQLException {
    return store.connect();
  }

  @Override
  public void close() throws Exception {
    server.stop(0);
    threads.shutdownNow();
    sessions.values().forEach(FakeSession::close);
    store.close();
  }

  /** What goes wrong with a statement. */
  record Fault(Kind kind, int status, @Nullable FakeError error) {
    static final Fault NONE = new Fault(Kind.NONE, 0, null);
    static final Fault LOST_BEFORE = new Fault(Kind.LOST_BEFORE, 0, null);
    static final Fault LOST_AFTER = new Fault(Kind.LOST_AFTER, 0, null);
    static final Fault ANSWER_LOST = new Fault(Kind.ANSWER_LOST, 0, null);

    enum Kind {
      NONE,
      /** The session breaks before the statement is executed. */
      LOST_BEFORE,
      /** The session breaks after it was executed. */
      LOST_AFTER,
      /** The answer is lost; a request that is repeated gets it. */
      ANSWER_LOST
    }

    static Fault http(int status) {
      return new Fault(Kind.NONE, status, null);
    }

    static Fault error(String code, String state, String message) {
      return new Fault(Kind.NONE, 0, new FakeError(code, state, message));
    }

    static Fault expired() {
      return error("390112", "08001", "Your session has expired. Please login again.");
    }
  }

  /** The bytes of a text, to look for in what is serialized. */
  static boolean holds(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  static boolean isOneOf(String sql, String... beginnings) {
    return Arrays.stream(beginnings).anyMatch(sql::startsWith);
  }
}
