package io.github.airbyteio.pipelines;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: moves data out of any Airbyte connector. */
@Command(
    name = "airbyteio",
    versionProvider = Versions.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = {
      "Moves data out of any Airbyte connector, incrementally and safely.",
      "",
      "@|bold Examples|@",
      "  airbyteio sync --source source-faker --config '{\"count\": 1000}' --to duckdb:faker.duckdb",
      "  airbyteio preview users --source source-faker --config '{\"count\": 10}'",
      "  airbyteio query 'SELECT * FROM users' --db faker.duckdb",
      "  airbyteio state show --to duckdb:faker.duckdb --connection source-faker",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 ok, 1 internal error, 2 usage, 3 configuration, 4 check failed, 5 source failed, 6 sink failed,",
      "7 some streams failed, 130 interrupted."
    })
public final class AirbyteIoCommand implements Runnable {
  private static final String SECTION_KEY_EMPTY_LINE = "emptyLineBehindExamples";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: one of sync, init, plan, check, discover, preview, query, state, runs,"
            + " retry, connectors, doctor. --help shows all.");
  }

  public static void main(String[] args) {
    int code = run(ExpansionServiceCommand.complete(args));
    // While the JVM is being stopped, by Ctrl-C, System.exit would wait for ever; the JVM has its
    // own exit code then.
    if (!Interruption.isUnderWay()) {
      System.exit(code);
    }
  }

  static int run(String... args) {
    LogLevel.configure(args);
    return commandsFor(args).execute(args);
  }

  /** All commands with all of their options. */
  static CommandLine commands() {
    CommandLine commands = new CommandLine(new AirbyteIoCommand());
    Subcommands.addTo(commands);
    return configure(commands);
  }

  /** The commands that the arguments name; of the others no more than their help needs. */
  static CommandLine commandsFor(String... args) {
    CommandLine commands = new CommandLine(new AirbyteIoCommand());
    Subcommands.addTo(commands, args);
    return configure(commands);
  }

  private static CommandLine configure(CommandLine commands) {
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.report(failure, command.getErr()));
    commands.setParameterExceptionHandler(UsageErrors::report);
    commands.getSubcommands().values().forEach(AirbyteIoCommand::showExamplesFirst);
    return commands;
  }

  /** The footers hold the examples: most look for these, and for an option only then. */
  private static void showExamplesFirst(CommandLine command) {
    List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
    if (sections.remove(UsageMessageSpec.SECTION_KEY_FOOTER)) {
      sections.add(
          sections.indexOf(UsageMessageSpec.SECTION_KEY_DESCRIPTION) + 1,
          UsageMessageSpec.SECTION_KEY_FOOTER);
      sections.add(
          sections.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER) + 1, SECTION_KEY_EMPTY_LINE);
      command
          .getHelpSectionMap()
          .put(SECTION_KEY_EMPTY_LINE, help -> help.footer().isEmpty() ? "" : "%n".formatted());
      command.setHelpSectionKeys(sections);
    }
    command.getSubcommands().values().forEach(AirbyteIoCommand::showExamplesFirst);
  }
}
