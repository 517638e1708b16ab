package io.github.airbyteio.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.testing.FakeConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Runs the shaded jar as a user does: another process, its exit code, its stdout and stderr. */
public final class CommandLineRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 300;

  private final Process process;
  private final Path out;
  private final Path err;

  private CommandLineRun(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public static CommandLineRun start(Path folder, String... args) throws IOException {
    return start(folder, jar(args));
  }

  /** The command that runs the jar with the arguments. */
  public static List<String> jar(String... args) {
    return jarBehind(List.of(), args);
  }

  /** The same, run by another command. */
  public static List<String> jarBehind(List<String> runner, String... args) {
    return Stream.of(runner, RehearsedJar.JAVA, List.of(args)).flatMap(List::stream).toList();
  }

  /** Starts any command with the same surroundings. */
  public static CommandLineRun start(Path folder, List<String> command) throws IOException {
    return start(folder, Path.of(System.getProperty("airbyteio.home")), command);
  }

  /**
   * The same with a home that no other test uses.
   *
   * @param home AIRBYTEIO_HOME
   */
  public static CommandLineRun start(Path folder, Path home, List<String> command)
      throws IOException {
    return start(folder, home, Map.of(), command);
  }

  /**
   * The same with more variables.
   *
   * @param home AIRBYTEIO_HOME
   */
  public static CommandLineRun start(
      Path folder, Path home, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(folder, "stdout", ".txt");
    Path err = Files.createTempFile(folder, "stderr", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("AIRBYTEIO_HOME", home.toString());
    return new CommandLineRun(builder.start(), out, err);
  }

  public static CommandLineRun run(Path folder, String... args) throws Exception {
    CommandLineRun run = start(folder, args);
    run.await();
    return run;
  }

  /**
   * Begins a command that heeds SIGINT: what a shell starts in the background ignores it, and so
   * would all that it starts.
   */
  public static List<String> interruptible() {
    return List.of(
        "python3",
        "-c",
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])");
  }

  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  public int await() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("The command did not end: " + story());
    }
    return process.exitValue();
  }

  public Process process() {
    return process;
  }

  public String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  public String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  /** The document that {@code --json} prints. */
  public JsonNode document() throws IOException {
    return JSON.readTree(out.toFile());
  }

  /** For failing assertions: all that can explain the exit code. */
  public String story() throws IOException {
    return "exit code "
        + (process.isAlive() ? "none yet" : process.exitValue())
        + "\n"
        + out()
        + err();
  }

  /** Made when it is first needed. */
  private static final class RehearsedJar {
    static final List<String> JAVA =
        ChildJvm.rehearsed(
            "cli",
            List.of(),
            System.getProperty("airbyteio.jar"),
            mainClass(System.getProperty("airbyteio.jar")),
            (java, folder) -> {
              Path source = FakeConnector.create().installAs(folder, "source-fake");
              List<String> command = new ArrayList<>(java);
              command.addAll(List.of("sync", "--source", "exec:" + source));
              command.addAll(List.of("--to", "duckdb:" + folder.resolve("x.duckdb")));
              return start(folder, folder.resolve("home"), command).process();
            });

    private static String mainClass(String jar) {
      try (JarFile file = new JarFile(jar)) {
        return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
