package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteStream;
import io.github.airbyteio.protocol.SyncMode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what a connector can read. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    description = "Lists the streams that the connector offers.",
    footer = {"", "Examples:", "  airbyteio discover --source source-faker"})
final class DiscoverCommand implements Callable<Integer> {
  @Mixin private SourceOptions source;

  @Option(names = "--json", description = "Print the catalog as the connector sent it.")
  private boolean json;

  @Override
  public Integer call() {
    ConnectorRuntime runtime = source.runtime(source.connector());
    ObjectNode config = source.config();
    ConfigValidator.validate(runtime.spec(), config);
    AirbyteCatalog catalog = runtime.discover(config);
    if (json) {
      System.out.println(catalog.json().toPrettyString());
      return 0;
    }
    TextTable table = new TextTable("stream", "sync modes", "primary key", "columns");
    for (AirbyteStream stream : catalog.streams()) {
      table.row(
          stream.descriptor().toString(),
          stream.supportedSyncModes().stream()
              .map(SyncMode::wireName)
              .sorted()
              .collect(Collectors.joining(", ")),
          stream.sourceDefinedPrimaryKey().stream()
              .map((List<String> path) -> String.join(".", path))
              .collect(Collectors.joining(", ")),
          String.valueOf(stream.jsonSchema().path("properties").size()));
    }
    System.out.print(table);
    return 0;
  }
}
