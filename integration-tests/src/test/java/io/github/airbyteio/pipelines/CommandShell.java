package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs commands one after another in one JVM, which starts once. A line of stdin is a JSON array of
 * a command's words; behind what it prints on stdout comes a line with {@link #END} and the exit
 * code.
 */
public final class CommandShell {
  /** In no output of a command. */
  public static final String END = "\u0001exit ";

  private CommandShell() {}

  public static void main(String[] args) throws IOException {
    ObjectMapper json = new ObjectMapper();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int code = AirbyteIoCommand.run(json.readValue(line, String[].class));
      System.err.flush();
      System.out.println(END + code);
      System.out.flush();
    }
    // Threads of connectors that were told to go must not keep it.
    System.exit(0);
  }

  /**
   * Reads a command without running it.
   *
   * @throws picocli.CommandLine.ParameterException if it has an option or word that is none
   */
  public static void parse(String... words) {
    var unused = AirbyteIoCommand.commands().parseArgs(words);
  }
}
