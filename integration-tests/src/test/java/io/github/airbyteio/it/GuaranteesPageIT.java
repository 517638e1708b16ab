package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page of guarantees promises is tested: the tests that it names are there. */
class GuaranteesPageIT {
  private static final Path ROOT = Path.of(System.getProperty("airbyteio.root"));
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".venv");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Map<String, String> tests = sources();
    List<String> missing = new ArrayList<>();
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve("docs/guarantees.md"))).results().toList();
    for (MatchResult test : named) {
      String source = tests.getOrDefault(test.group(1) + ".java", "");
      if (test.group(2) == null ? source.isEmpty() : !source.contains(" " + test.group(2) + "(")) {
        missing.add(test.group());
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).hasSizeGreaterThan(50);
  }

  @Test
  void everyRowOfATableOfTestsNamesOne() throws IOException {
    List<String> rows = new ArrayList<>();
    boolean named = false;
    for (String line : Files.readAllLines(ROOT.resolve("docs/guarantees.md"))) {
      if (line.endsWith("| Test |")) {
        named = true;
      } else if (!line.startsWith("|")) {
        named = false;
      } else if (named && !line.startsWith("|---")) {
        rows.add(line);
      }
    }

    assertThat(rows).hasSizeGreaterThan(60).allMatch(line -> NAMED.matcher(line).find());
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> found = new HashMap<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // What is built there, also by tests that run, comes and goes.
            return SKIPPED.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().matches(".*src/test/.*(Test|IT)\\.java")) {
              found.put(file.getFileName().toString(), Files.readString(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
