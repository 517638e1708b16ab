package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with data of its own, on a free port of this machine. It ends with this JVM,
 * even if that is killed, and its data with it.
 *
 * <p>The build that is used cannot speak TLS: put a proxy before it.
 */
public final class PostgresServer implements AutoCloseable {
  public static final String HOST = "127.0.0.1";
  public static final String SUPERUSER = "postgres";

  /** What a server that has not been told otherwise accepts. */
  private static final String TRUST = "host all all 127.0.0.1/32 trust";

  private final Path programs;
  private final Path folder;
  private final int port;
  private final List<String> settings;
  private final Process guard;

  private PostgresServer(
      Path programs, Path folder, int port, List<String> settings, Process guard) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.settings = settings;
    this.guard = guard;
  }

  /**
   * Installs PostgreSQL if need be and starts a server that trusts everyone on this machine.
   *
   * @param settings such as {@code max_connections=10}; nothing is synced to the disk unless {@code
   *     fsync=on} is one: a test kills processes, not the machine
   */
  public static PostgresServer start(String... settings) throws IOException {
    Path programs = PostgresInstall.programs();
    Path folder = Files.createTempDirectory("airbyteio-postgres");
    // The server's user must reach it.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Process guard =
        Processes.whenThisEnds(
            "[ -f \"$1/postmaster.pid\" ] && kill -QUIT $(head -1 \"$1/postmaster.pid\") 2>/dev/null;"
                + " for i in 1 2 3 4 5 6 7 8 9 10; do [ -f \"$1/postmaster.pid\" ] && sleep 1; done;"
                + " rm -rf \"$2\"",
            folder.resolve("data").toString(),
            folder.toString());
    PostgresServer server =
        new PostgresServer(programs, folder, Processes.freePort(), List.of(settings), guard);
    server.tool(
        "initdb",
        "-D",
        server.data(),
        "-U",
        SUPERUSER,
        "-E",
        "UTF8",
        "--locale=C",
        "-A",
        "trust",
        "--no-sync");
    server.restart();
    return server;
  }

  /** Starts the server again after {@link #kill} or {@link #stop}. */
  public void restart() throws IOException {
    String options = String.format("-h %s -p %d -k %s -c max_connections=60", HOST, port, folder);
    tool(
        "pg_ctl",
        "-D",
        data(),
        "-w",
        "-t",
        "120",
        "-l",
        log().toString(),
        "-o",
        options.toString(),
        "start");
  }

  /** Stops the server in good order; its clients are cut off. */
  public void stop() throws IOException {
    tool("pg_ctl", "-D", data(), "-w", "-m", "fast", "stop");
  }

  /** Kills all its processes by SIGKILL, as a power cut would, and waits for their end. */
  public void kill() throws IOException {
    String pid = Files.readAllLines(Path.of(data(), "postmaster.pid")).get(0);
    ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(List.of(server));
    server.descendants().forEach(all::add);
    all.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .join();
  }

  /** Replaces the rules of {@code pg_hba.conf}: who may connect how. Holds for new connections. */
  public void accept(String... rules) throws IOException {
    List<String> lines = new ArrayList<>(List.of("local all all trust"));
    lines.addAll(List.of(rules));
    Files.write(Path.of(data(), "pg_hba.conf"), lines, StandardCharsets.UTF_8);
    tool("pg_ctl", "-D", data(), "reload");
  }

  /** Accepts everyone on this machine again. */
  public void acceptAll() throws IOException {
    accept(TRUST);
  }

  public int port() {
    return port;
  }

  /** The superuser's JDBC address of the database {@code postgres}. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + HOST + ":" + port + "/postgres?user=" + SUPERUSER;
  }

  /** Runs one of PostgreSQL's programs, psql say, and returns what it prints. */
  public String tool(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(programs.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return Processes.run(Processes.unprivileged(command), folder);
  }

  /** A folder that the server's processes can read and write; it goes with the server. */
  public Path folder() {
    return folder;
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path log() {
    return folder.resolve("server.log");
  }

  /** What the server has logged. */
  public String logged() throws IOException {
    return Files.readString(log(), StandardCharsets.UTF_8);
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() throws IOException {
    if (Files.exists(Path.of(data(), "postmaster.pid"))) {
      tool("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    guard.getOutputStream().close();
  }
}
