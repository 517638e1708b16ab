package io.github.airbyteio.secret;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The places that secrets are read from: those of this library, and those on the class path. */
final class SecretResolvers {
  private static final List<SecretResolver> OWN =
      List.of(
          new EnvironmentSecrets(),
          new FileSecrets(),
          new CommandSecrets(),
          new PromptSecrets(PromptSecrets::console),
          new BeamSecrets());

  /** Loaded once, by the class loader of this library: it is the pipeline's on a worker, too. */
  private static final Map<String, SecretResolver> BY_SCHEME = load();

  private SecretResolvers() {}

  private static Map<String, SecretResolver> load() {
    Map<String, SecretResolver> found = new HashMap<>();
    ServiceLoader.load(SecretResolver.class, SecretResolvers.class.getClassLoader())
        .forEach(each -> found.put(each.scheme(), each));
    // The library's own come last: nobody takes env: from them.
    OWN.forEach(each -> found.put(each.scheme(), each));
    return Map.copyOf(found);
  }

  static Optional<SecretResolver> find(String scheme) {
    return Optional.ofNullable(BY_SCHEME.get(scheme));
  }

  /** How references are written, the library's own notations first. */
  static List<String> notations() {
    List<String> notations = new ArrayList<>(OWN.stream().map(SecretResolver::notation).toList());
    BY_SCHEME.values().stream()
        .map(SecretResolver::notation)
        .filter(notation -> !notations.contains(notation))
        .sorted()
        .forEach(notations::add);
    return notations;
  }
}
