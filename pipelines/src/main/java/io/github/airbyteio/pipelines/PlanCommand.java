package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a sync would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what a sync with the same arguments would do: streams, modes, keys, tables, where it",
      "continues from. Asks the connector for its streams; writes nothing to the target."
    },
    footer = {
      "",
      "Examples:",
      "  airbyteio plan orders.yaml",
      "  airbyteio plan --source source-faker --to duckdb:faker.duckdb --full-refresh --json"
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private SyncArguments arguments;

  @Option(
      names = "--json",
      description = "Print a JSON document on stdout, with the SQL that would be executed.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<SyncPlan> plans = new ArrayList<>();
    for (SyncSettings settings : arguments.settings()) {
      plans.add(SyncPlan.of(settings));
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode connections = document.putArray("connections");
    for (SyncPlan plan : plans) {
      plan.warnings().forEach(warning -> System.err.println("Warning: " + warning));
      if (json) {
        connections.add(PlanDocument.of(plan));
      } else {
        System.out.print(PlanPrinter.text(plan));
      }
    }
    if (json) {
      System.out.println(document.toPrettyString());
    }
    System.err.println("Nothing was written.");
    return 0;
  }
}
