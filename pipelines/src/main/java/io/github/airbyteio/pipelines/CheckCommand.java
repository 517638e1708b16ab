package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets a connector try its configuration. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Lets the connector try its configuration; fails with exit code 4.",
    footer = {"", "Examples:", "  airbyteio check --source source-github --config github.json"})
final class CheckCommand implements Callable<Integer> {
  @Mixin private SourceOptions source;

  @Override
  public Integer call() {
    Connector connector = source.connector();
    ConnectorRuntime runtime = source.runtime(connector);
    ObjectNode config = source.config();
    ConfigValidator.validate(runtime.spec(), config);
    runtime.check(config);
    System.out.println(connector.name() + ": the configuration works.");
    return 0;
  }
}
