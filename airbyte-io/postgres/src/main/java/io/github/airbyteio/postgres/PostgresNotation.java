package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads how a Postgres database is named on the command line. No message shows what may be secret.
 */
final class PostgresNotation {
  private static final String HINT =
      "Write postgresql://HOST[:PORT]/DATABASE[?schema=NAME&user=NAME&password=env:NAME|file:PATH"
          + "&sslmode=require].";

  private static final Pattern TARGET =
      Pattern.compile(
          "postgres(?:ql)?://(?<login>[^/?]*@)?(?<host>\\[[^\\]/?@]+\\]|[^:/?@\\[\\]]+)"
              + "(?::(?<port>\\d{1,5}))?/(?<database>[^/?]+)(?:\\?(?<settings>.*))?",
          Pattern.DOTALL);

  private PostgresNotation() {}

  static PostgresSink parse(String target) {
    Matcher parts = TARGET.matcher(target);
    if (!parts.matches()) {
      // Nothing of it is shown: a password may be anywhere in it.
      throw usage("This names no database of Postgres.", HINT);
    }
    String host = parts.group("host");
    PostgresSink sink =
        PostgresSink.to(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
            port(parts.group("port")),
            decoded("database", parts.group("database")));
    Set<String> seen = new HashSet<>();
    String login = parts.group("login");
    if (login != null) {
      sink = sink.withUser(user(login));
      seen.add("user");
    }
    String settings = parts.group("settings");
    if (settings == null || settings.isEmpty()) {
      return sink;
    }
    for (String setting : settings.split("&", -1)) {
      String[] pair = setting.split("=", 2);
      if (pair.length == 1 || pair[1].isEmpty() || !seen.add(pair[0])) {
        throw usage("The setting '" + shown(pair[0]) + "' needs one value.", HINT);
      }
      sink = with(sink, pair[0], decoded(pair[0], pair[1]));
    }
    return sink;
  }

  private static int port(@Nullable String text) {
    int port = text == null ? PostgresSink.DEFAULT_PORT : Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw usage("The port " + port + " is none.", "Use 1 to 65535.");
    }
    return port;
  }

  private static String user(String login) {
    String user = login.substring(0, login.length() - 1);
    if (user.contains(":")) {
      throw usage(
          "A password is not written into the address: others could read it.",
          "Put it into an environment variable or a file, and write ?password=env:NAME or"
              + " ?password=file:PATH.");
    }
    return decoded("user", user);
  }

  private static PostgresSink with(PostgresSink sink, String setting, String value) {
    return switch (setting) {
      case "schema" -> sink.withSchema(value);
      case "user" -> sink.withUser(value);
      case "password" -> sink.withPassword(SecretReference.parse(value));
      case "sslmode" -> sink.withSslMode(value);
      case "sslrootcert" -> sink.withSslRootCert(value);
      case "lock_timeout" -> sink.withLockTimeout(seconds(value));
      case "replace_in_place" -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw usage("The setting replace_in_place is true or false.", HINT);
        }
        yield value.equals("true") ? sink.withReplaceInPlace() : sink;
      }
      default ->
          throw usage(
              "The setting '" + shown(setting) + "' is not known.",
              "Use schema, user, password, sslmode, sslrootcert, lock_timeout, replace_in_place.");
    };
  }

  private static Duration seconds(String value) {
    if (!value.matches("\\d{1,7}")) {
      throw usage("The setting lock_timeout is a number of seconds.", "0 waits for ever.");
    }
    return Duration.ofSeconds(Long.parseLong(value));
  }

  /** A setting's name, unless it may be a part of a secret with an unescaped & in it. */
  private static String shown(String setting) {
    return setting.matches("[a-z_]{1,20}") ? setting : "…";
  }

  private static String decoded(String what, String text) {
    try {
      // In an address a plus is a plus.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw usage("The " + shown(what) + " has a wrong percent escape.", "Write % as %25.");
    }
  }

  private static AirbyteIoException usage(String message, String hint) {
    return new AirbyteIoException(Category.USAGE, message, hint);
  }
}
