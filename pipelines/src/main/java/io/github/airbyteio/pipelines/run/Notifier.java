package io.github.airbyteio.pipelines.run;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Posts reports to an address. It may be a secret as a whole, as those of chats are: no text of
 * this class shows more of it than the host.
 */
public final class Notifier {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final URI address;
  private final boolean always;

  private Notifier(URI address, boolean always) {
    this.address = address;
    this.always = always;
  }

  /**
   * @param text a URL, or where it is: env:NAME, file:PATH
   * @param always whether runs that succeed are told too
   * @throws AirbyteIoException if it is no such address, or the reference names none
   */
  public static Notifier parse(String text, boolean always) {
    String url = isUrl(text) ? text : SecretReference.parse(text).resolve();
    try {
      URI address = new URI(url.strip());
      if (isUrl(url.strip()) && address.getHost() != null) {
        return new Notifier(address, always);
      }
    } catch (URISyntaxException e) {
      // Its message quotes the address.
    }
    throw new AirbyteIoException(
        Category.USAGE,
        "--notify: that is no address.",
        "Write https://HOST/PATH, or env:NAME or file:PATH for one that is a secret.");
  }

  /** Whether it is an address itself, not the name of one. */
  public static boolean isUrl(String text) {
    return text.startsWith("http://") || text.startsWith("https://");
  }

  boolean wants(boolean failed) {
    return failed || always;
  }

  /** Posts a JSON document and returns why that has failed, or nothing. */
  Optional<String> post(String json) {
    try {
      HttpResponse<Void> response =
          HttpClient.newBuilder()
              .connectTimeout(LIMIT)
              .build()
              .send(request(json), HttpResponse.BodyHandlers.discarding());
      return response.statusCode() / 100 == 2
          ? Optional.empty()
          : failure("it answers with the status " + response.statusCode());
    } catch (IOException | IllegalArgumentException e) {
      // The message may quote the address.
      return failure(e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure("interrupted");
    }
  }

  private HttpRequest request(String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(withoutUser())
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    @Nullable String user = address.getUserInfo();
    if (user != null) {
      String token = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + token);
    }
    return request.build();
  }

  private URI withoutUser() {
    String text = address.toString();
    String user = address.getRawUserInfo();
    return user == null ? address : URI.create(text.replaceFirst("//[^@/]*@", "//"));
  }

  private Optional<String> failure(String why) {
    return Optional.of("The report was not taken by " + this + ": " + why + ".");
  }

  /** The host alone. */
  @Override
  public String toString() {
    return address.getHost();
  }
}
