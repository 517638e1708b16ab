package io.github.airbyteio.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.expansion.service.ExpansionService;
import org.apache.beam.sdk.testing.CrashingRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * Serves the transforms to Beam YAML and to Beam's other languages. They start the jar with a port
 * as the first argument, which means this command.
 */
@Command(
    name = "expansion-service",
    mixinStandardHelpOptions = true,
    description = {
      "Serves ReadFromAirbyte, WriteToDuckDB and SyncAirbyte to Beam YAML and Beam's other languages",
      "on a local port, until it is stopped. Options are those of Beam's expansion service."
    })
final class ExpansionServiceCommand implements Callable<Integer> {
  static final String NAME = "expansion-service";

  @Parameters(paramLabel = "PORT", description = "The port.")
  private int port;

  @Unmatched private List<String> options = new ArrayList<>();

  /** The arguments as a user of the command line writes them. */
  static String[] complete(String[] args) {
    if (args.length == 0 || !args[0].matches("\\d{1,5}")) {
      return args;
    }
    List<String> complete = new ArrayList<>(List.of(NAME));
    complete.addAll(List.of(args));
    return complete.toArray(new String[0]);
  }

  @Override
  public Integer call() throws Exception {
    // Its workers take its options for the pipeline's, and the runner would be the Direct runner.
    String runner = "--runner=" + CrashingRunner.class.getName();
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(port), runner));
    arguments.addAll(options);
    ExpansionService.main(arguments.toArray(new String[0]));
    return 0;
  }
}
