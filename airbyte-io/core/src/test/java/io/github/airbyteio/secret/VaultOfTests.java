package io.github.airbyteio.secret;

import java.io.IOException;

/** A place of secrets that is found on the class path. */
public final class VaultOfTests implements SecretResolver {
  @Override
  public String scheme() {
    return "tests";
  }

  @Override
  public String notation() {
    return "tests:NAME";
  }

  @Override
  public boolean isName(String name) {
    return !name.isEmpty();
  }

  @Override
  public String resolve(String name) throws IOException {
    if (name.equals("none")) {
      throw new IOException("is not in the vault");
    }
    return "canary of " + name;
  }
}
