package io.github.airbyteio.snowflake;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.secret.SecretReference;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Who logs in, and where the secret for it is. The secret is read for each connection. */
@AutoValue
abstract class Login implements Serializable {
  enum Kind {
    PRIVATE_KEY("private key"),
    ACCESS_TOKEN("access token"),
    OAUTH("OAuth token"),
    PASSWORD("password");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  abstract Kind kind();

  abstract @Nullable String user();

  abstract SecretReference secret();

  abstract @Nullable SecretReference passphrase();

  static Login privateKey(
      @Nullable String user, SecretReference key, @Nullable SecretReference passphrase) {
    return new AutoValue_Login(Kind.PRIVATE_KEY, user, key, passphrase);
  }

  static Login accessToken(@Nullable String user, SecretReference token) {
    return new AutoValue_Login(Kind.ACCESS_TOKEN, user, token, null);
  }

  static Login oauth(@Nullable String user, SecretReference token) {
    return new AutoValue_Login(Kind.OAUTH, user, token, null);
  }

  static Login password(@Nullable String user, SecretReference password) {
    return new AutoValue_Login(Kind.PASSWORD, user, password, null);
  }

  /**
   * Gives the driver what it needs.
   *
   * @throws io.github.airbyteio.protocol.AirbyteIoException of category CONFIG if a secret is
   *     missing
   */
  final void addTo(Properties settings) {
    if (user() != null) {
      settings.setProperty("user", user());
    }
    String text = secret().resolve();
    switch (kind()) {
      case PRIVATE_KEY -> {
        settings.setProperty("authenticator", "SNOWFLAKE_JWT");
        byte[] pem = text.getBytes(StandardCharsets.UTF_8);
        settings.setProperty("private_key_base64", Base64.getEncoder().encodeToString(pem));
        if (passphrase() != null) {
          settings.setProperty("private_key_pwd", passphrase().resolve());
        }
      }
      case ACCESS_TOKEN -> {
        settings.setProperty("authenticator", "PROGRAMMATIC_ACCESS_TOKEN");
        settings.setProperty("token", text);
      }
      case OAUTH -> {
        settings.setProperty("authenticator", "OAUTH");
        settings.setProperty("token", text);
      }
      case PASSWORD -> settings.setProperty("password", text);
    }
  }

  /** Names the secret's kind and place: {@code the private key in the file key.p8}. */
  @Override
  public final String toString() {
    return "the " + kind().word + " in " + secret();
  }
}
