package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads {@code snowflake://account/database/schema?setting=value&…}. Shows no value it refuses. */
final class TargetNotation {
  private static final String SCHEME = "snowflake://";
  private static final String FORM =
      "snowflake://account/database/schema?warehouse=W&user=U&private_key=file:PATH";
  private static final List<String> SECRETS =
      List.of("private_key", "token", "oauth", "password", "private_key_passphrase");
  private static final Set<String> SETTINGS =
      Set.of(
          "warehouse",
          "role",
          "user",
          "private_key",
          "private_key_passphrase",
          "token",
          "oauth",
          "password",
          "host",
          "port",
          "ssl");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

  private TargetNotation() {}

  static SnowflakeSink parse(String notation) {
    if (!notation.startsWith(SCHEME)) {
      throw usage("A Snowflake target begins with " + SCHEME + ".", "Write " + FORM + ".");
    }
    String rest = notation.substring(SCHEME.length());
    int question = rest.indexOf('?');
    String[] path = (question < 0 ? rest : rest.substring(0, question)).split("/", -1);
    if (path.length != 3) {
      throw usage("A Snowflake target names account, database and schema.", "Write " + FORM + ".");
    }
    Map<String, String> settings = settings(question < 0 ? "" : rest.substring(question + 1));
    SnowflakeSink.Builder sink =
        SnowflakeSink.to(decoded(path[0]), decoded(path[1]), decoded(path[2])).toBuilder()
            .setLogin(login(settings));
    if (settings.containsKey("warehouse")) {
      sink.setWarehouse(name("warehouse", settings.get("warehouse")));
    }
    if (settings.containsKey("role")) {
      sink.setRole(name("role", settings.get("role")));
    }
    return server(sink, settings).build();
  }

  private static SnowflakeSink.Builder server(
      SnowflakeSink.Builder sink, Map<String, String> settings) {
    String host = settings.get("host");
    if (host != null) {
      if (!HOST.matcher(host).matches()) {
        throw usage("The setting host is no name of a server.", "Write host=NAME, without port.");
      }
      sink.setHost(host);
    }
    if (settings.containsKey("port")) {
      sink.setPort(port(settings.get("port")));
    }
    String tls = settings.getOrDefault("ssl", "on");
    if (!tls.equals("on") && !(tls.equals("off") && host != null && LOOPBACK.contains(host))) {
      throw usage(
          "The setting ssl is on, or off with a server on this machine.",
          "Leave it out; ssl=off is for host=127.0.0.1.");
    }
    return sink.setTls(tls.equals("on"));
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw usage("The setting port is no port.", "Write a number up to 65535.");
    }
    return Integer.parseInt(text);
  }

  private static @Nullable Login login(Map<String, String> settings) {
    String user = settings.get("user");
    List<String> kinds = SECRETS.subList(0, 4).stream().filter(settings::containsKey).toList();
    if (kinds.size() != 1) {
      throw usage(
          "A Snowflake target says in one way how to log in, not in " + kinds.size() + ".",
          "Give one of private_key, token, oauth and password, as env:NAME or file:PATH.");
    }
    String kind = kinds.get(0);
    if (settings.containsKey("private_key_passphrase") && !kind.equals("private_key")) {
      throw usage("Only a private key has a passphrase.", "Leave private_key_passphrase out.");
    }
    if (user == null && !kind.equals("oauth")) {
      throw usage("The setting " + kind + " needs a user.", "Add user=NAME.");
    }
    SecretReference secret = SecretReference.parse(settings.get(kind));
    return switch (kind) {
      case "private_key" -> Login.privateKey(user, secret, passphrase(settings));
      case "token" -> Login.accessToken(user, secret);
      case "oauth" -> Login.oauth(user, secret);
      default -> Login.password(user, secret);
    };
  }

  private static @Nullable SecretReference passphrase(Map<String, String> settings) {
    String passphrase = settings.get("private_key_passphrase");
    return passphrase == null ? null : SecretReference.parse(passphrase);
  }

  private static Map<String, String> settings(String query) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = setting.indexOf('=');
      String key = equals < 0 ? setting : setting.substring(0, equals);
      if (!SETTINGS.contains(key)) {
        throw usage(
            "A Snowflake target has no setting "
                + (key.matches("[a-z_]{1,40}") ? "'" + key + "'" : "like the one given")
                + ".",
            "The settings are " + String.join(", ", SETTINGS.stream().sorted().toList()) + ".");
      }
      if (equals < 0 || equals == setting.length() - 1) {
        throw usage("The setting " + key + " is empty.", "Write " + key + "=VALUE.");
      }
      if (settings.put(key, decoded(setting.substring(equals + 1))) != null) {
        throw usage("The setting " + key + " is given twice.", "Leave one out.");
      }
    }
    return settings;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw usage("A % in a Snowflake target begins no character.", "Write % itself as %25.");
    }
  }

  /** The account's identifier as it is. */
  static String account(String account) {
    if (!ACCOUNT.matcher(account).matches()) {
      throw usage(
          "The account is no identifier of a Snowflake account.",
          "Write it as Snowflake shows it: myorg-myaccount, without .snowflakecomputing.com.");
    }
    return account;
  }

  /** A plain name in upper case, as SQL takes it; any other one as it is. */
  static String name(String what, String name) {
    if (name.isEmpty()) {
      throw usage("The name of the " + what + " is empty.", "Write " + FORM + ".");
    }
    return PLAIN.matcher(name).matches() ? name.toUpperCase(Locale.ROOT) : name;
  }

  private static AirbyteIoException usage(String message, String hint) {
    return new AirbyteIoException(Category.USAGE, message, hint);
  }
}
