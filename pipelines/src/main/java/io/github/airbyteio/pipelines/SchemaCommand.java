package io.github.airbyteio.pipelines;

import io.github.airbyteio.pipelines.file.SyncSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the JSON Schema of sync files. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Prints the JSON Schema of sync files, for editors.")
final class SchemaCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println(SyncSchema.json().toPrettyString());
    return 0;
  }
}
