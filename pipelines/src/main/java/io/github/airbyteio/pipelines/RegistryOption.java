package io.github.airbyteio.pipelines;

import picocli.CommandLine.Option;

/** The options that say which registry of connectors is read. */
final class RegistryOption {
  @Option(
      names = "--registry",
      paramLabel = "FILE|URL",
      description = {
        "Airbyte's registry of connectors, a JSON file. Default: what AIRBYTEIO_REGISTRY names,",
        "else the copy that 'connectors update' has made."
      })
  private String registry;

  @Option(names = "--offline", description = "Use the copy in place of a URL.")
  private boolean offline;

  ConnectorRegistry registry() {
    String named = registry == null ? System.getenv(RegistrySource.VARIABLE) : registry;
    return RegistrySource.standard().read(named == null || named.isBlank() ? null : named, offline);
  }
}
