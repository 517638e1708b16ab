package io.github.airbyteio.pipelines;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of the command line. Most of the time that {@code --help} takes is spent on finding
 * out the options of them all, so those that are not asked for have their name and description
 * only.
 */
final class Subcommands {
  /** In the order in which the help lists them. */
  private static final List<Class<?>> ALL =
      List.of(
          SyncCommand.class,
          PlanCommand.class,
          SpecCommand.class,
          CheckCommand.class,
          DiscoverCommand.class,
          PreviewCommand.class,
          QueryCommand.class,
          StateCommand.class,
          RunsCommand.class,
          RetryCommand.class,
          InitCommand.class,
          SchemaCommand.class,
          ConnectorsCommand.class,
          DoctorCommand.class,
          CompletionCommand.class,
          ExpansionServiceCommand.class,
          CommandLine.HelpCommand.class);

  private Subcommands() {}

  /** Adds them all with all that they have. */
  static void addTo(CommandLine commands) {
    for (Class<?> type : ALL) {
      commands.addSubcommand(type);
    }
  }

  /** Adds them all; those that the arguments do not name, to be listed only. */
  static void addTo(CommandLine commands, String... arguments) {
    Set<String> named = Set.copyOf(List.of(arguments));
    for (Class<?> type : ALL) {
      Command command = type.getAnnotation(Command.class);
      if (named.contains(command.name())) {
        commands.addSubcommand(type);
      } else {
        commands.addSubcommand(listed(command));
      }
    }
  }

  private static CommandSpec listed(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage()
        .header(command.header())
        .description(command.description())
        .hidden(command.hidden());
    return spec;
  }
}
