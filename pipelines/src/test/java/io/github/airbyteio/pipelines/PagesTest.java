package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the pages say of commands and options is there, and their links lead somewhere. */
class PagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path CLI = ROOT.resolve("docs/cli.md");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-zA-Z][a-zA-Z-]*");
  private static final Pattern SECTION =
      Pattern.compile("^## ([a-z][^\n]*)\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);

  /** Of other programs, in text about Beam. */
  private static final Set<String> FOREIGN =
      Set.of("--checkpointingInterval", "--finishBundleBeforeCheckpointing");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(page -> page.toString().endsWith(".md")).toList());
      pages.add(ROOT.resolve("README.md"));
      return pages;
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        Path to = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        boolean there =
            Files.exists(to) && (link.group(2) == null || headings(to).contains(link.group(2)));
        if (!there) {
          dead.add(page.getFileName() + ": " + link.group());
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  /** As anchors. */
  private static List<String> headings(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyPageIsInTheIndex() throws IOException {
    String index = Files.readString(ROOT.resolve("README.md"));
    assertThat(pages())
        .allSatisfy(
            page -> {
              String name = page.getFileName().toString();
              assertThat(name.equals("README.md") || index.contains("(docs/" + name + ")"))
                  .as(name)
                  .isTrue();
            });
  }

  @Test
  void theCommandLinePageHasEachCommandAndItsOptionsAlone() throws IOException {
    CommandLine program = AirbyteIoCommand.commands();
    Set<String> documented = new TreeSet<>();
    for (MatchResult section : SECTION.matcher(Files.readString(CLI)).results().toList()) {
      Set<String> options = new TreeSet<>(FOREIGN);
      for (String name : section.group(1).split(", ")) {
        documented.add(name);
        addOptions(program.getSubcommands().get(name), options);
      }
      assertThat(options(section.group(2))).as(section.group(1)).isSubsetOf(options);
    }
    Set<String> commands = new TreeSet<>(program.getSubcommands().keySet());
    commands.remove("help");
    assertThat(documented).isEqualTo(commands);
  }

  @Test
  void theCommandLinePageHasEachOptionOfSync() throws IOException {
    Set<String> options = new TreeSet<>();
    addOptions(AirbyteIoCommand.commands().getSubcommands().get("sync"), options);
    options.removeAll(Set.of("--help", "--version", "--verbose", "--source", "--to"));
    assertThat(options(Files.readString(CLI))).containsAll(options);
  }

  private static Set<String> options(String text) {
    Set<String> options = new TreeSet<>();
    OPTION.matcher(text).results().forEach(option -> options.add(option.group()));
    return options;
  }

  private static void addOptions(CommandLine command, Set<String> options) {
    command.getCommandSpec().options().forEach(option -> options.add(option.longestName()));
    command.getSubcommands().values().forEach(each -> addOptions(each, options));
  }
}
