package io.github.airbyteio.testing.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A standalone Flink 1.19 cluster on this machine: a JobManager and TaskManagers, each a JVM of its
 * own, on free ports. Its processes end with this JVM, even if that is killed.
 *
 * <p>A TaskManager that is silent for {@value #HEARTBEAT_MILLIS} ms is given up. There is no high
 * availability: a JobManager that dies takes its jobs with it.
 */
public final class FlinkCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int HEARTBEAT_MILLIS = 6_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OPENS =
      List.of("java.util", "java.lang", "java.time", "java.nio", "sun.nio.ch", "java.net");

  private final String classPath;
  private final Path folder;
  private final int restPort;
  private final Map<String, String> environment;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> taskManagers = new ArrayList<>();
  private Process jobManager;

  private FlinkCluster(
      String classPath, Path folder, int restPort, Map<String, String> environment) {
    this.classPath = classPath;
    this.folder = folder;
    this.restPort = restPort;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Installs Flink if need be, once a user, and starts a cluster; returns when all slots are there.
   *
   * @param environment what the processes find in their environment beside this one's
   */
  public static FlinkCluster start(int taskManagers, int slotsEach, Map<String, String> environment)
      throws IOException {
    String classPath = FlinkInstall.classPath();
    Path folder = Files.createTempDirectory("airbyteio-flink");
    int rest = Processes.freePort();
    writeConfiguration(folder, rest, slotsEach);
    FlinkCluster cluster = new FlinkCluster(classPath, folder, rest, environment);
    try {
      cluster.startJobManager();
      for (int i = 0; i < taskManagers; i++) {
        cluster.startTaskManager();
      }
      cluster.awaitTaskManagers(taskManagers);
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Without Flink's scripts all parts of the memory must be named. */
  private static void writeConfiguration(Path folder, int rest, int slots) throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Path work = Files.createDirectories(folder.resolve("work"));
    String storage = "file://" + Files.createDirectories(folder.resolve("storage"));
    List<String> lines = new ArrayList<>();
    lines.add("jobmanager.rpc.address: " + HOST);
    lines.add("jobmanager.rpc.port: " + Processes.freePort());
    lines.add("jobmanager.memory.heap.size: 384m");
    lines.add("jobmanager.memory.off-heap.size: 128m");
    lines.add("jobmanager.memory.jvm-metaspace.size: 768m");
    lines.add("jobmanager.memory.jvm-overhead.min: 64m");
    lines.add("jobmanager.memory.jvm-overhead.max: 64m");
    lines.add("rest.address: " + HOST);
    lines.add("rest.port: " + rest);
    lines.add("taskmanager.host: " + HOST);
    lines.add("taskmanager.numberOfTaskSlots: " + slots);
    lines.add("taskmanager.cpu.cores: 1.0");
    lines.add("taskmanager.memory.task.heap.size: 384m");
    lines.add("taskmanager.memory.task.off-heap.size: 0m");
    lines.add("taskmanager.memory.framework.heap.size: 128m");
    lines.add("taskmanager.memory.framework.off-heap.size: 128m");
    lines.add("taskmanager.memory.managed.size: 64m");
    lines.add("taskmanager.memory.network.min: 64m");
    lines.add("taskmanager.memory.network.max: 64m");
    lines.add("taskmanager.memory.jvm-metaspace.size: 768m");
    lines.add("taskmanager.memory.jvm-overhead.min: 64m");
    lines.add("taskmanager.memory.jvm-overhead.max: 64m");
    lines.add("heartbeat.interval: 1500");
    lines.add("heartbeat.timeout: " + HEARTBEAT_MILLIS);
    lines.add("state.checkpoints.dir: " + storage);
    lines.add("state.savepoints.dir: " + storage);
    lines.add("restart-strategy.type: fixed-delay");
    lines.add("restart-strategy.fixed-delay.attempts: 10");
    lines.add("restart-strategy.fixed-delay.delay: 1 s");
    // A job's jar is a third of a gigabyte, and is kept by default for an hour after its job.
    lines.add("blob.service.cleanup.interval: 5");
    lines.add("web.upload.dir: " + work);
    lines.add("io.tmp.dirs: " + work);
    Files.write(folder.resolve("conf").resolve("config.yaml"), lines);
  }

  private void startJobManager() throws IOException {
    jobManager =
        launch(
            "jobmanager",
            384,
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
    await("the JobManager's REST", "/overview", overview -> true);
  }

  /** Starts one more TaskManager; it joins by itself. */
  public void startTaskManager() throws IOException {
    taskManagers.add(
        launch(
            "taskmanager-" + taskManagers.size(),
            512,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"));
  }

  private Process launch(String name, int heapMegabytes, String main) throws IOException {
    List<String> command = new ArrayList<>();
    // The shell kills the JVM when its own input ends: that is when this JVM ends.
    command.addAll(
        List.of(
            "sh",
            "-c",
            "exec 3<&0; \"$@\" </dev/null & p=$!;"
                + " (cat <&3 >/dev/null; kill -9 $p 2>/dev/null) & c=$!;"
                + " wait $p; kill $c 2>/dev/null",
            "flink",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            // Each job leaves classes behind, and a worker without room for more ends itself.
            "-XX:MaxMetaspaceSize=768m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    OPENS.forEach(p -> command.add("--add-opens=java.base/" + p + "=ALL-UNNAMED"));
    command.addAll(
        List.of("-cp", classPath, main, "--configDir", folder.resolve("conf").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The address of the JobManager, as {@code --flinkMaster} takes it. */
  public String master() {
    return HOST + ":" + restPort;
  }

  public int taskManagers() {
    return taskManagers.size();
  }

  /** The TaskManager's JVM. */
  public ProcessHandle taskManager(int index) {
    return jvm(taskManagers.get(index));
  }

  private static ProcessHandle jvm(Process shell) {
    return shell
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("It does not run."));
  }

  /** Kills a TaskManager by SIGKILL and waits for its end. The others keep their numbers. */
  public void killTaskManager(int index) {
    kill(taskManagers.get(index));
  }

  /** Kills the JobManager by SIGKILL, and its jobs with it, and starts another one. */
  public void restartJobManager() throws IOException {
    kill(jobManager);
    startJobManager();
  }

  private static void kill(Process shell) {
    jvm(shell).destroyForcibly();
    shell.onExit().join();
  }

  /** Waits until so many TaskManagers have reported, and none else. */
  public void awaitTaskManagers(int count) throws IOException {
    await(
        count + " TaskManagers",
        "/overview",
        overview -> overview.path("taskmanagers").asInt() == count);
  }

  /** Waits until so many slots are free. */
  public void awaitSlots(int count) throws IOException {
    await(
        count + " free slots",
        "/overview",
        overview -> overview.path("slots-available").asInt() == count);
  }

  /** The id of the last job of a name, or null. */
  public String job(String name) throws IOException {
    String id = null;
    long newest = -1;
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals(name) && job.path("start-time").asLong() > newest) {
        newest = job.path("start-time").asLong();
        id = job.path("jid").asText();
      }
    }
    return id;
  }

  /** The state of a job, such as {@code RUNNING}. */
  public String state(String job) throws IOException {
    return get("/jobs/" + job).path("state").asText();
  }

  /**
   * Stops a job with a savepoint, without draining it, and waits for that.
   *
   * @return where the savepoint is, as {@code --savepointPath} takes it
   */
  public String stopWithSavepoint(String job) throws IOException {
    return stop(job, false);
  }

  /** Drains a job: its sources end, what is under way is finished; waits for that. */
  public void drain(String job) throws IOException {
    String unused = stop(job, true);
  }

  private String stop(String job, boolean drain) throws IOException {
    String path = "/jobs/" + job;
    String request = post(path + "/stop", "{\"drain\":" + drain + "}").path("request-id").asText();
    String asked = path + "/savepoints/" + request;
    await("a savepoint", asked, answer -> answer.at("/status/id").asText().equals("COMPLETED"));
    JsonNode operation = get(asked).path("operation");
    if (!operation.has("location")) {
      throw new IOException("The job could not be stopped: " + operation);
    }
    return operation.path("location").asText();
  }

  /**
   * Uploads a jar and lets the JobManager run its main class, as {@code flink run} does.
   *
   * @return the id of the job
   */
  public String run(Path jar, String mainClass, List<String> arguments) throws IOException {
    String boundary = "airbyteio-" + UUID.randomUUID();
    String head =
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"job.jar\"\r\n"
            + "Content-Type: application/x-java-archive\r\n\r\n";
    JsonNode uploaded =
        send(
            HttpRequest.newBuilder(uri("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(
                    BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofFile(jar),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"))));
    String path = uploaded.path("filename").asText();
    ObjectNode request = JSON.createObjectNode().put("entryClass", mainClass);
    arguments.forEach(request.putArray("programArgsList")::add);
    JsonNode started =
        post("/jars/" + path.substring(path.lastIndexOf('/') + 1) + "/run", request.toString());
    if (!started.has("jobid")) {
      throw new IOException("The jar could not be run: " + uploaded + " " + started);
    }
    return started.path("jobid").asText();
  }

  /** What the REST interface answers to a GET, {@code /jobs/overview} say. */
  public JsonNode get(String path) throws IOException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** What it answers to a POST. */
  public JsonNode post(String path, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private URI uri(String path) {
    return URI.create("http://" + HOST + ":" + restPort + path);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    try {
      String body = http.send(request.build(), BodyHandlers.ofString()).body();
      return body.isEmpty() ? JSON.nullNode() : JSON.readTree(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while Flink was asked", e);
    }
  }

  private void await(String what, String path, Predicate<JsonNode> condition) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        if (condition.test(get(path))) {
          return;
        }
      } catch (IOException e) {
        // Not there yet.
      }
      if (!jobManager.isAlive() || System.nanoTime() > end) {
        throw new IOException("Waited in vain for " + what + ": " + logged());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** What all processes have logged. */
  public String logged() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).sorted().toList()) {
        text.append(log.getFileName()).append(":\n").append(Files.readString(log));
      }
    }
    return text.toString();
  }

  /** Kills all processes and removes their files. */
  @Override
  public void close() throws IOException {
    List<Process> all = new ArrayList<>(taskManagers);
    if (jobManager != null) {
      all.add(jobManager);
    }
    for (Process shell : all) {
      // Its end is the order to kill the JVM.
      shell.getOutputStream().close();
    }
    all.forEach(shell -> shell.onExit().join());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
