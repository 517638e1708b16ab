package io.github.airbyteio.secret;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Secrets that a program prints on stdout: {@code command:pass show crm}. It is run without a
 * shell. What it prints is shown nowhere; what it says on stderr is shown if it fails.
 */
final class CommandSecrets implements SecretResolver {
  /** Programs may ask somebody to unlock something first. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int MAX_OUTPUT = 1 << 20;
  private static final int MAX_SAID = 1_000;

  private final Duration limit;

  CommandSecrets() {
    this(LIMIT);
  }

  CommandSecrets(Duration limit) {
    this.limit = limit;
  }

  @Override
  public String scheme() {
    return "command";
  }

  @Override
  public String notation() {
    return "command:PROGRAM ARG…";
  }

  @Override
  public boolean isName(String name) {
    return CommandWords.split(name).filter(words -> !words.isEmpty()).isPresent();
  }

  @Override
  public String resolve(String name) throws IOException {
    List<String> words =
        CommandWords.split(name).orElseThrow(() -> new IOException("has a quote that is open"));
    Process process = new ProcessBuilder(words).redirectInput(new File("/dev/null")).start();
    // Threads of its own: the program may leave children that hold the pipes open.
    Executor reader = task -> daemon(task, "airbyteio-secret-" + process.pid());
    CompletableFuture<String> out = read(process.getInputStream(), reader);
    CompletableFuture<String> said = read(process.getErrorStream(), reader);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("did not end within " + limit.toSeconds() + " seconds");
      }
      int code = process.exitValue();
      if (code != 0) {
        String text = ended(said).strip();
        throw new IOException(
            "ended with exit code "
                + code
                + (text.isEmpty()
                    ? ""
                    : ": " + text.substring(Math.max(0, text.length() - MAX_SAID))));
      }
      return ended(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private String ended(CompletableFuture<String> text) throws IOException, InterruptedException {
    try {
      return text.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("cannot be read", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("left a process that holds its output open", e);
    }
  }

  private static CompletableFuture<String> read(InputStream stream, Executor reader) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        reader);
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The program alone: its arguments may hold what is none of a log's business. */
  @Override
  public String describe(String name) {
    return "the command '"
        + CommandWords.split(name).filter(words -> !words.isEmpty()).map(w -> w.get(0)).orElse("")
        + "'";
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
