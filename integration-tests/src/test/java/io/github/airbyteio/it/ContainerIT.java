package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.airbyteio.testing.services.Podman;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connectors in containers, by a real podman, from an image that is made here. */
class ContainerIT {
  private static final String IMAGE = "airbyte-test/source-hello:1.0";

  /** Tells what it sees of its surroundings in its one record; hangs if its config says so. */
  private static final String CONNECTOR =
      """
      #!/bin/sh
      case "$1" in
        spec) echo '{"type":"SPEC","spec":{"connectionSpecification":{"type":"object","properties":{"token":{"type":"string","airbyte_secret":true},"hang":{"type":"boolean"}}}}}' ;;
        check) echo '{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}' ;;
        discover) echo '{"type":"CATALOG","catalog":{"streams":[{"name":"seen","json_schema":{"type":"object","properties":{"id":{"type":"integer"},"user":{"type":"string"},"config":{"type":"string"},"root":{"type":"string"},"tmp":{"type":"string"},"memory":{"type":"string"},"cpus":{"type":"string"},"network":{"type":"string"},"unbuffered":{"type":"string"},"image":{"type":"string"},"capabilities":{"type":"string"},"secrets":{"type":"string"}}},"supported_sync_modes":["full_refresh","incremental"],"source_defined_cursor":true,"default_cursor_field":["id"]}]}}' ;;
        read)
          root=writable; touch /probe 2>/dev/null || root=read-only
          tmp=writable; touch /tmp/probe 2>/dev/null || tmp=read-only
          config=unreadable; cat "$3" >/dev/null && config=readable
          memory=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes)
          cpus=$(cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us)
          network=$(cd /sys/class/net && echo *)
          capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
          echo "{\\"type\\":\\"RECORD\\",\\"record\\":{\\"stream\\":\\"seen\\",\\"emitted_at\\":1,\\"data\\":{\\"id\\":1,\\"user\\":\\"$(id -u)\\",\\"config\\":\\"$config\\",\\"root\\":\\"$root\\",\\"tmp\\":\\"$tmp\\",\\"memory\\":\\"$memory\\",\\"cpus\\":\\"$cpus\\",\\"network\\":\\"$network\\",\\"unbuffered\\":\\"$PYTHONUNBUFFERED\\",\\"image\\":\\"$WORKER_CONNECTOR_IMAGE\\",\\"capabilities\\":\\"$capabilities\\",\\"secrets\\":\\"$CANARY\\"}}}"
          echo '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"seen"},"stream_state":{"id":1}}}}'
          if grep -q hang "$3"; then sleep 1000; fi
          echo '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"seen"},"status":"COMPLETE"}}}' ;;
      esac
      """;

  private static Podman podman;

  @TempDir Path folder;

  @BeforeAll
  static void image() throws IOException {
    assumeThat(Podman.isPossible())
        .as("SKIPPED: podman is not installed, and only root could install it")
        .isTrue();
    podman = Podman.install();
    podman.image(IMAGE, CONNECTOR);
  }

  @AfterEach
  void noContainerIsLeft() throws IOException {
    assertThat(containers()).isEmpty();
  }

  @Test
  void aConnectorRunsInAContainerWithinItsLimits() throws Exception {
    CommandLineRun run =
        sync(
            "docker:"
                + IMAGE
                + "?engine=podman&pull=never&network=none&memory=64m&cpus=0.5&user=1000:1000&read_only=true&label.team=data",
            "{\"token\":\"canary-7f3a\"}");
    assertThat(run.await()).as(run.story()).isZero();
    assertThat(
            Database.query(
                database(),
                "select \"user\", config, root, tmp, memory, network, unbuffered, image, capabilities, secrets from seen"))
        .containsExactly(
            List.of(
                "1000",
                "readable",
                "read-only",
                "writable",
                "67108864",
                "lo",
                "1",
                IMAGE,
                "0000000000000000",
                ""));
    assertThat(Database.query(database(), "select cpus from seen").toString()).contains("50000");
    assertThat(run.story()).doesNotContain("canary-7f3a");
  }

  @Test
  void theContainerIsGoneWhateverEndsTheRun() throws Exception {
    for (boolean killed : List.of(false, true)) {
      CommandLineRun run =
          sync(
              "docker:" + IMAGE + "?engine=podman&network=none",
              "{\"hang\":true}",
              CommandLineRun.interruptible());
      Processes.awaitCondition("a container", () -> !containers().isEmpty());
      if (killed) {
        run.process().destroyForcibly();
      } else {
        Processes.signal("INT", run.process());
      }
      assertThat(run.await()).as(run.story()).isEqualTo(killed ? 137 : 130);
      Processes.awaitCondition("no container", () -> containers().isEmpty());
    }
  }

  @Test
  void whatCannotBeRunIsToldWithWhatToDo() throws Exception {
    CommandLineRun missing =
        sync("docker:airbyte-test/nobody-made:1?engine=podman&pull=never", "{}");
    assertThat(missing.await()).isEqualTo(3);
    assertThat(missing.err())
        .contains("airbyte-test/nobody-made:1", "not on this machine", "Pull it");

    CommandLineRun noEngine =
        CommandLineRun.start(
            folder,
            folder.resolve("home"),
            Map.of("PATH", folder.toString()),
            CommandLineRun.jar("spec", "--source", "docker:" + IMAGE));
    assertThat(noEngine.await()).isEqualTo(3);
    assertThat(noEngine.err())
        .contains("docker: not installed", "podman: not installed", "Install docker or podman");

    CommandLineRun unknown = sync("docker:" + IMAGE + "?privileged=true", "{}");
    assertThat(unknown.await()).isEqualTo(2);
    assertThat(unknown.err()).contains("privileged", "memory");
  }

  private CommandLineRun sync(String source, String config) throws IOException {
    return sync(source, config, List.of());
  }

  private CommandLineRun sync(String source, String config, List<String> before)
      throws IOException {
    Map<String, String> environment = new TreeMap<>(podman.environment());
    environment.put("CANARY", "not-for-connectors");
    List<String> command =
        CommandLineRun.jarBehind(
            before,
            "sync",
            "--source",
            source,
            "--config",
            config,
            "--to",
            "duckdb:" + database(),
            "--retries",
            "0");
    return CommandLineRun.start(folder, folder.resolve("home"), environment, command);
  }

  private static List<String> containers() throws IOException {
    return podman
        .run("ps", "--all", "--filter", "label=io.github.airbyteio", "--format", "{{.Names}}")
        .lines()
        .toList();
  }

  private Path database() {
    return folder.resolve("x.duckdb");
  }
}
