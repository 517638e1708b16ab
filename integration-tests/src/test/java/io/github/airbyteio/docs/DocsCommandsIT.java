package io.github.airbyteio.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.airbyteio.pipelines.CommandShell;
import io.github.airbyteio.testing.services.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of the README and of all pages, run in their order, a page in a folder of its own.
 * They end as the page says and print the lines that it shows. What is not run is listed here.
 */
class DocsCommandsIT {
  private static final Path ROOT = Path.of(System.getProperty("airbyteio.root"));
  private static final Path HOME = Path.of(System.getProperty("airbyteio.home"));
  private static final Set<String> PROGRAM = Set.of("airbyteio", "bin/airbyteio");

  /** What is not run of the pages that it names, by patterns; options of ours must exist. */
  private record NotRun(String page, String command, String why) {
    boolean covers(String name, PageCommand of) {
      return Pattern.matches(page, name) && Pattern.compile(command).matcher(of.text()).find();
    }
  }

  private static final List<NotRun> NOT_RUN =
      List.of(
          new NotRun(".*", "^mvn ", "It builds the project, this test included."),
          new NotRun("getting-started.md", "^(export PATH=|mkdir ~)", "Of the reader's folders."),
          new NotRun("beam-yaml.md", "^(pip|export|JAR=|python) ?", "OtherLanguagesIT runs them."),
          new NotRun("dataflow.md", "^(docker|gcloud|java) ", "It needs a project of Google's."),
          new NotRun("runners.md", "^flink run ", "FlinkClusterIT does the same."),
          new NotRun("performance.md", "^airbyte-io/benchmarks/", "It takes hours."),
          new NotRun("runners.md", " --runner flink ", "FlinkClusterIT does the same."),
          new NotRun("cli.md", " --every ", "It has no end; EveryIT."),
          new NotRun("cli.md", " expansion-service ", "It has no end; OtherLanguagesIT."),
          new NotRun("duckdb.md", "MOTHERDUCK_TOKEN|motherduck:", "It needs an account."),
          new NotRun("snowflake.md", "snowflake://", "It needs an account."),
          new NotRun("containers.md", "docker:", "It needs an image; ContainerIT."),
          new NotRun("operations.md", " (runs|retry) ", "cli.md runs them behind a sync."),
          new NotRun("secrets.md", "source-github", "It needs accounts of others."),
          new NotRun("sync-file.md", " all.yaml ", "It needs a database of the reader's."));

  /** What takes long to come by and is nobody's own. */
  private static final List<String> SHARED = List.of("venvs", "cache");

  @TempDir Path folder;

  static Stream<String> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<String> names =
          docs.map(page -> page.getFileName().toString())
              .filter(name -> name.endsWith(".md"))
              .sorted()
              .toList();
      return Stream.concat(Stream.of("README.md"), names.stream());
    }
  }

  private static List<PageCommand> commands(String page) throws IOException {
    return PageCommand.of(ROOT.resolve(page.equals("README.md") ? page : "docs/" + page));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theCommandsOfThePageDoWhatItSays(String page) throws Exception {
    Map<String, String> environment = new HashMap<>();
    @Nullable Shell shell = null;
    try (Surroundings surroundings = new Surroundings(folder)) {
      for (PageCommand written : commands(page)) {
        List<String> words = written.words();
        boolean ours = PROGRAM.contains(words.get(0));
        if (NOT_RUN.stream().anyMatch(rule -> rule.covers(page, written))) {
          if (ours) {
            assertThatCode(() -> CommandShell.parse(arguments(words)))
                .as(page + ":" + written.line())
                .doesNotThrowAnyException();
          }
        } else if (words.get(0).equals("export")) {
          String[] variable = words.get(1).split("=", 2);
          environment.put(variable[0], variable[1]);
          // It is read when a JVM starts.
          close(shell);
          shell = null;
        } else if (words.get(0).equals("mkdir") && words.size() == 2) {
          Files.createDirectory(folder.resolve(words.get(1)));
        } else if (ours) {
          if (shell == null) {
            shell = Shell.start(folder, home(), environment);
          }
          run(shell, page, surroundings.of(written));
        } else {
          throw new AssertionError(
              page + ":" + written.line() + " is neither run nor listed: " + written.text());
        }
      }
    } finally {
      close(shell);
    }
  }

  private static void close(@Nullable Shell shell) throws Exception {
    if (shell != null) {
      shell.close();
    }
  }

  /** The words behind the program's name, without where the output goes. */
  private static String[] arguments(List<String> words) {
    int end = words.indexOf(">");
    return words.subList(1, end < 0 ? words.size() : end).toArray(String[]::new);
  }

  private void run(Shell shell, String page, PageCommand command) throws Exception {
    List<String> words = command.words();
    Shell.Result result = shell.run(List.of(arguments(words)));
    int to = words.indexOf(">");
    if (to >= 0) {
      Files.writeString(folder.resolve(words.get(to + 1)), result.out());
    }
    String story = page + ":" + command.line() + "\n" + result.out() + result.err();
    assertThat(result.exitCode()).as(story).isEqualTo(command.exitCode());
    assertThat(command.shown())
        .as(story)
        .allMatch(line -> result.lines().stream().anyMatch(each -> PageCommand.isLike(line, each)));
  }

  /** Of its own but for what takes long to come by: connectors that are installed. */
  private Path home() throws IOException {
    Path home = folder.resolve("home");
    if (!Files.exists(home)) {
      Files.createDirectory(home);
      for (String shared : SHARED) {
        Path kept = HOME.resolve(shared);
        Files.createDirectories(
            kept,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(home.resolve(shared), kept);
      }
    }
    return home;
  }

  /** Links out of a temporary folder are warned about when that is removed. */
  @AfterEach
  void unlinkHome() throws IOException {
    for (String shared : SHARED) {
      Files.deleteIfExists(folder.resolve("home").resolve(shared));
    }
  }

  /** What the pages name and every reader has another of. */
  private static final class Surroundings implements AutoCloseable {
    private static final String REGISTRY =
        "https://connectors.airbyte.com/files/registries/v0/oss_registry.json";
    private static final String DATABASE =
        "db.example.com/analytics?schema=raw&user=loader&password=env:PGPASS_RAW&sslmode=require";

    private static final String REGISTRY_TEXT =
        """
        {"sources": [{"name": "Faker", "dockerRepository": "airbyte/source-faker", "dockerImageTag": "7.2.1",
          "supportLevel": "community", "license": "ELv2", "tags": ["language:python"],
          "remoteRegistries": {"pypi": {"enabled": true, "packageName": "airbyte-source-faker"}}}]}
        """;

    private final Path folder;
    private @Nullable PostgresServer postgres;

    Surroundings(Path folder) {
      this.folder = folder;
    }

    PageCommand of(PageCommand command) throws IOException {
      String text = command.text();
      if (text.contains(REGISTRY)) {
        Path registry = folder.resolve("oss_registry.json");
        Files.writeString(registry, REGISTRY_TEXT);
        text = text.replace(REGISTRY, registry.toString());
      }
      if (text.contains(DATABASE)) {
        if (postgres == null) {
          postgres = PostgresServer.start();
        }
        text =
            text.replace(
                DATABASE,
                "127.0.0.1:"
                    + postgres.port()
                    + "/postgres?schema=raw&user=postgres&password=env:PGPASS_RAW");
      }
      return command.withText(text);
    }

    @Override
    public void close() throws IOException {
      if (postgres != null) {
        postgres.close();
      }
    }
  }

  @Test
  void whatIsListedIsOnThePages() throws IOException {
    for (NotRun rule : NOT_RUN) {
      boolean found = false;
      for (String page : pages().toList()) {
        found |= commands(page).stream().anyMatch(command -> rule.covers(page, command));
      }
      assertThat(found).as(rule.toString()).isTrue();
    }
  }
}
