package io.github.airbyteio.secret;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** Secrets in environment variables. */
final class EnvironmentSecrets implements SecretResolver {
  static final String SCHEME = "env";

  /** Between the names of several variables, of which the first that is set counts. */
  static final String OR = " or ";

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public String notation() {
    return "env:NAME";
  }

  @Override
  public boolean isName(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  @Override
  public String resolve(String name) throws IOException {
    return Arrays.stream(name.split(OR))
        .map(System::getenv)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IOException("is not set"));
  }

  @Override
  public String describe(String name) {
    return "the environment variable " + name;
  }
}
