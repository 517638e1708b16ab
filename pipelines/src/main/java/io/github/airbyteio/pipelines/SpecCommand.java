package io.github.airbyteio.pipelines;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what configuration a connector expects. */
@Command(
    name = "spec",
    mixinStandardHelpOptions = true,
    description = "Shows the configuration that the connector expects, as a JSON schema.",
    footer = {"", "Examples:", "  airbyteio spec --source source-faker"})
final class SpecCommand implements Callable<Integer> {
  @Mixin private SourceOptions source;

  @Override
  public Integer call() {
    System.out.println(
        source.runtime(source.connector()).spec().connectionSpecification().toPrettyString());
    return 0;
  }
}
