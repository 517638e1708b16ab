package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script by which a shell completes commands and options.",
    footer = {
      "",
      "Examples:",
      "  source <(airbyteio completion bash)",
      "  airbyteio completion zsh > ~/.airbyteio-completion.zsh   # and source it in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private String shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new AirbyteIoException(Category.USAGE, shell + ": must be bash or zsh.", null);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (shell.equals("zsh")) {
      // The script is bash's; zsh runs it once its own completion is loaded.
      out.println("autoload -U +X compinit && compinit");
    }
    CommandLine root = AirbyteIoCommand.commands();
    out.println(AutoComplete.bash(root.getCommandName(), root));
    out.flush();
    return 0;
  }
}
