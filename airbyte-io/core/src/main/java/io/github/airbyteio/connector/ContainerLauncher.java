package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Runs a connector by {@code docker run} or {@code podman run}. */
record ContainerLauncher(ContainerConnector connector, ContainerEngine engine) implements Launcher {
  private static final String MOUNTED_AT = "/airbyteio";

  /** What tells the engine's client where its engine, its settings and its logins are. */
  private static final Set<String> OF_THE_CLIENT =
      Set.of(
          "DOCKER_HOST",
          "DOCKER_CONTEXT",
          "DOCKER_CONFIG",
          "CONTAINER_HOST",
          "CONTAINERS_CONF",
          "CONTAINERS_STORAGE_CONF",
          "CONTAINERS_REGISTRIES_CONF",
          "REGISTRY_AUTH_FILE",
          "STORAGE_DRIVER",
          "STORAGE_OPTS",
          "XDG_RUNTIME_DIR",
          "XDG_CONFIG_HOME",
          "XDG_DATA_HOME",
          "DBUS_SESSION_BUS_ADDRESS");

  /** Where distributions put the little init that podman needs for {@code --init}. */
  private static final List<String> INIT_OF_PODMAN =
      List.of("/usr/libexec/podman/catatonit", "/usr/lib/podman/catatonit", "/usr/bin/catatonit");

  @Override
  public RunFolder folder(ConnectorHome home) throws IOException {
    return RunFolder.createMounted(home, MOUNTED_AT);
  }

  @Override
  public List<String> line(RunFolder folder, List<String> arguments) throws IOException {
    String name = "airbyteio-" + folder.path().getFileName();
    // Killing the client does not kill the container.
    folder.runAfter(
        engine.program() + " rm --force " + (engine.isPodman() ? "--time 0 " : "") + name);
    List<String> line = new ArrayList<>(List.of(engine.program(), "run", "--rm", "--interactive"));
    line.addAll(List.of("--name", name, "--label", "io.github.airbyteio=connector"));
    connector.labels().forEach((key, value) -> add(line, "--label", key + "=" + value));
    if (!engine.isPodman()
        || INIT_OF_PODMAN.stream().anyMatch(init -> Files.exists(Path.of(init)))) {
      // Most entry points are no good process 1: they ignore SIGTERM.
      line.add("--init");
    }
    line.addAll(List.of("--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
    // Without it SELinux hides the mounted folder.
    line.addAll(List.of("--security-opt", "label=disable"));
    line.addAll(List.of("--pull", "never", "--volume", folder.path() + ":" + MOUNTED_AT + ":ro"));
    add(line, "--network", connector.requestedNetwork());
    add(line, "--memory", connector.requestedMemory());
    add(line, "--cpus", connector.requestedCpus());
    add(line, "--user", connector.requestedUser());
    if (connector.rootIsReadOnly()) {
      line.addAll(List.of("--read-only", "--tmpfs", "/tmp"));
    }
    ConnectorEnvironment.SET.forEach((key, value) -> add(line, "--env", key + "=" + value));
    add(line, "--env", "WORKER_CONNECTOR_IMAGE=" + connector.image());
    // By name alone: a proxy's address may hold a password, which is not to stand in the line.
    ConnectorEnvironment.from(System.getenv()).keySet().stream()
        .filter(key -> key.toLowerCase(Locale.ROOT).endsWith("_proxy"))
        .forEach(key -> add(line, "--env", key));
    line.add(connector.image());
    return Stream.concat(line.stream(), arguments.stream()).toList();
  }

  private static void add(List<String> line, String option, @Nullable String value) {
    if (value != null) {
      line.add(option);
      line.add(value);
    }
  }

  @Override
  public Map<String, String> environment(Map<String, String> own) {
    Map<String, String> environment = new TreeMap<>(ConnectorEnvironment.from(own));
    own.forEach(
        (key, value) -> {
          if (OF_THE_CLIENT.contains(key)) {
            environment.put(key, value);
          }
        });
    return environment;
  }

  /** Removing a container takes an engine longer than a kernel takes to kill a process. */
  @Override
  public Duration afterKill() {
    return Duration.ofSeconds(30);
  }
}
