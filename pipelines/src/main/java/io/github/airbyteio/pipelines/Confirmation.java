package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.Console;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** Lets somebody confirm what cannot be undone. */
final class Confirmation {
  private static final Set<String> YES = Set.of("y", "yes");

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask. Needed where there is no terminal, in scripts.")
  private boolean yes;

  /** Asks and returns what was typed; null without a terminal. */
  private final UnaryOperator<@Nullable String> terminal;

  Confirmation() {
    this(Confirmation::console, false);
  }

  Confirmation(UnaryOperator<@Nullable String> terminal, boolean yes) {
    this.terminal = terminal;
    this.yes = yes;
  }

  private static @Nullable String console(String question) {
    Console console = System.console();
    return console == null ? null : console.readLine("%s", question);
  }

  /**
   * Returns if it is confirmed.
   *
   * @throws AirbyteIoException of category USAGE if nobody can be asked, INTERRUPTED if the answer
   *     is no
   */
  void require(String question) {
    if (yes) {
      return;
    }
    String answer = terminal.apply(question + " [y/N] ");
    if (answer == null) {
      throw new AirbyteIoException(
          Category.USAGE,
          "Nothing was changed: this has to be confirmed, and there is no terminal to ask on.",
          "Look at what would change, and add --yes.");
    }
    if (!YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
      throw new AirbyteIoException(Category.INTERRUPTED, "Nothing was changed.", null);
    }
  }
}
