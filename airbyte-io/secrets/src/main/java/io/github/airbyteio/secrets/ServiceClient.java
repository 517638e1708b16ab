package io.github.airbyteio.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Asks a service over HTTP, and again when it is busy or cannot be reached. Redirections are not
 * followed: a token is for one host. Of an answer that is an error nothing but its code is told.
 */
final class ServiceClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(4));

  /** Waits between two attempts. */
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Duration limit;
  private final Sleeper sleeper;

  ServiceClient() {
    this(Duration.ofSeconds(20), duration -> Thread.sleep(duration.toMillis()));
  }

  /**
   * @param limit how long one answer may take
   */
  ServiceClient(Duration limit, Sleeper sleeper) {
    this.limit = limit;
    this.sleeper = sleeper;
  }

  JsonNode get(String url, Map<String, String> headers) throws IOException {
    return send(request(url, headers).GET().build());
  }

  JsonNode post(String url, Map<String, String> form) throws IOException {
    String body =
        new TreeMap<>(form)
            .entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    return send(
        request(url, Map.of("Content-Type", "application/x-www-form-urlencoded"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String url, Map<String, String> headers) throws IOException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(limit)
              .header("Accept", "application/json");
      headers.forEach(request::header);
      return request;
    } catch (IllegalArgumentException e) {
      // Its message may quote a header, which is a token.
      throw new IOException("cannot be asked for: the address or the token is malformed");
    }
  }

  private JsonNode send(HttpRequest request) throws IOException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    // Not its authority: a password may stand in that.
    String host = request.uri().getHost();
    for (int attempt = 0; ; attempt++) {
      boolean last = attempt == WAITS.size();
      try {
        HttpResponse<byte[]> response =
            client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        int code = response.statusCode();
        if (code == 200) {
          return parsed(response.body(), host);
        }
        if (last || (code != 429 && code < 500)) {
          throw new Refused(meaning(code) + " (" + host + " answered " + code + ")");
        }
        sleeper.sleep(wait(response, attempt));
      } catch (Refused e) {
        throw e;
      } catch (IOException e) {
        if (last) {
          throw new IOException("cannot be asked for: " + host + " does not answer (" + e + ")", e);
        }
        pause(attempt);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("was not read: interrupted", e);
      }
    }
  }

  private void pause(int attempt) throws IOException {
    try {
      sleeper.sleep(WAITS.get(attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("was not read: interrupted", e);
    }
  }

  private static Duration wait(HttpResponse<?> response, int attempt) {
    OptionalLong asked =
        response.headers().firstValue("Retry-After").stream()
            .filter(value -> value.matches("\\d{1,9}"))
            .mapToLong(Long::parseLong)
            .findFirst();
    Duration wait = asked.isPresent() ? Duration.ofSeconds(asked.getAsLong()) : WAITS.get(attempt);
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }

  private static JsonNode parsed(byte[] body, String host) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      // The exception quotes the answer.
      throw new Refused("cannot be read: " + host + " answered something that is no JSON");
    }
  }

  private static String meaning(int code) {
    return switch (code) {
      case 400 -> "was not asked for rightly";
      case 401 -> "is refused: the login is missing or no longer valid";
      case 403 -> "is refused: no permission to read it, or the login is not valid";
      case 404 -> "does not exist";
      case 429 -> "cannot be had: too many requests";
      default -> "cannot be had";
    };
  }

  /** An answer that is final. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }
}
