package io.github.airbyteio.secret;

import java.io.Console;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Secrets that are asked for on the terminal, without showing what is typed. Each name is asked for
 * once: a pipeline opens its sink many times.
 */
final class PromptSecrets implements SecretResolver {
  /** Asks on a terminal. */
  interface Terminal {
    /** What was typed, or null if that is no terminal or the input has ended. */
    char @Nullable [] ask(String question);
  }

  private final Terminal terminal;

  /** What was answered, for as long as the process lives. */
  private final Map<String, String> answers = new HashMap<>();

  PromptSecrets(Terminal terminal) {
    this.terminal = terminal;
  }

  static char @Nullable [] console(String question) {
    Console console = System.console();
    return console == null ? null : console.readPassword("%s", question);
  }

  @Override
  public String scheme() {
    return "prompt";
  }

  @Override
  public String notation() {
    return "prompt[:NAME]";
  }

  @Override
  public boolean isName(String name) {
    return name.matches("[\\w .-]*");
  }

  @Override
  public synchronized String resolve(String name) throws IOException {
    String answer = answers.get(name);
    if (answer == null) {
      char[] typed = terminal.ask((name.isEmpty() ? "Secret" : name) + ": ");
      if (typed == null) {
        throw new IOException("cannot be asked for: there is no terminal");
      }
      answer = new String(typed);
      if (!answer.isBlank()) {
        answers.put(name, answer);
      }
    }
    return answer;
  }

  @Override
  public String describe(String name) {
    return name.isEmpty() ? "the secret" : "the secret '" + name + "'";
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
