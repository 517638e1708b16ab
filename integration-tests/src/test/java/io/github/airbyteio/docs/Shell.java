package io.github.airbyteio.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.it.CommandLineRun;
import io.github.airbyteio.pipelines.CommandShell;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A folder with its own environment, in which commands of the shipped jar are run in order. */
final class Shell implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  /** What a command has done. */
  record Result(int exitCode, String out, String err) {
    List<String> lines() {
      return (out + "\n" + err).lines().toList();
    }
  }

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path err;
  private long errRead;

  private Shell(Process process, Path err) {
    this.process = process;
    this.in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.err = err;
  }

  /**
   * @param home AIRBYTEIO_HOME
   */
  static Shell start(Path folder, Path home, Map<String, String> environment)
      throws IOException, URISyntaxException {
    Path err = Files.createTempFile(home, "stderr", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(java()).directory(folder.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("AIRBYTEIO_HOME", home.toString());
    return new Shell(builder.start(), err);
  }

  /** The jar's own class path comes first, as the archive of its classes asks for. */
  private static List<String> java() throws URISyntaxException {
    Path classes =
        Path.of(CommandShell.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>(CommandLineRun.jar());
    int path = command.indexOf("-cp") + 1;
    command.set(path, command.get(path) + File.pathSeparator + classes);
    command.set(path + 1, CommandShell.class.getName());
    return command;
  }

  Result run(List<String> words) throws Exception {
    in.write(new ObjectMapper().writeValueAsString(words));
    in.write('\n');
    in.flush();
    StringBuilder printed = new StringBuilder();
    try {
      int code =
          CompletableFuture.supplyAsync(() -> readTo(printed))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new Result(code, printed.toString(), newErrors());
    } catch (Exception e) {
      process.destroyForcibly();
      throw new AssertionError(words + " did not end:\n" + printed + newErrors(), e);
    }
  }

  private int readTo(StringBuilder printed) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        int end = line.indexOf(CommandShell.END);
        if (end >= 0) {
          printed.append(line, 0, end);
          return Integer.parseInt(line.substring(end + CommandShell.END.length()));
        }
        printed.append(line).append('\n');
      }
      throw new IOException("The JVM has ended.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String newErrors() throws IOException {
    byte[] all = Files.readAllBytes(err);
    String told =
        new String(all, (int) errRead, all.length - (int) errRead, StandardCharsets.UTF_8);
    errRead = all.length;
    return told;
  }

  /** Lets it end as it would by itself. */
  @Override
  public void close() throws IOException, InterruptedException {
    in.close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
