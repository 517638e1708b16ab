package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The command line of docker or podman: what has to be known before a container is run. */
record ContainerEngine(String program) {
  private static final List<String> PROGRAMS = List.of("docker", "podman");
  private static final Duration QUESTION = Duration.ofSeconds(30);
  private static final Duration PULL = Duration.ofMinutes(30);

  /**
   * Finds the engine that answers.
   *
   * @param wanted the only one to ask, or null
   */
  static ContainerEngine find(@Nullable String wanted) {
    List<String> asked = wanted == null ? PROGRAMS : List.of(wanted);
    List<String> answers = new ArrayList<>();
    for (String program : asked) {
      ContainerEngine engine = new ContainerEngine(program);
      try {
        ToolRun run = engine.run(QUESTION, "version", "--format", "{{.Client.Version}}{{.Server}}");
        if (run.exitCode() == 0 || engine.isPodman()) {
          return engine;
        }
        answers.add(program + ": " + run.lastLines(1));
      } catch (IOException e) {
        answers.add(program + ": not installed");
      }
    }
    throw new AirbyteIoException(
        Category.CONFIG,
        "No container engine answers (" + String.join("; ", answers) + ").",
        "Install docker or podman and start it, or use the connector's package: pypi:…");
  }

  boolean isPodman() {
    return program.equals("podman");
  }

  /** Fetches the image as the policy says and returns its id. */
  String imageId(String image, PullPolicy policy) {
    try {
      String known = policy == PullPolicy.ALWAYS ? null : id(image);
      if (known != null) {
        return known;
      }
      if (policy == PullPolicy.NEVER) {
        throw unusable(image, "it is not on this machine", "Pull it, or let it be pulled.");
      }
      ToolRun pull = run(PULL, "pull", "--quiet", image);
      String pulled = pull.exitCode() == 0 ? id(image) : null;
      if (pulled == null) {
        throw unusable(
            image,
            "it cannot be pulled: " + pull.lastLines(3),
            "Check the name, the network and the login ('" + program + " login').");
      }
      return pulled;
    } catch (IOException e) {
      throw unusable(image, e.toString(), null);
    }
  }

  private @Nullable String id(String image) throws IOException {
    ToolRun run = run(QUESTION, "image", "inspect", "--format", "{{.Id}}", image);
    return run.exitCode() == 0 ? run.lastLines(1).strip() : null;
  }

  private ToolRun run(Duration limit, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(List.of(arguments));
    try {
      return ToolRun.of(line, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AirbyteIoException(
          Category.INTERRUPTED, null, program + " was interrupted.", null, e);
    }
  }

  private AirbyteIoException unusable(String image, String why, @Nullable String hint) {
    return new AirbyteIoException(
        Category.CONFIG, "Cannot run the image " + image + " with " + program + ": " + why, hint);
  }
}
