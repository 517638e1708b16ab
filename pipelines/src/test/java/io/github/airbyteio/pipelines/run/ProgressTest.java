package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final List<List<String>> shown = new ArrayList<>();
  private final Activity activity = new Activity();

  private Progress progress(Terminal terminal) {
    return new Progress(terminal, shown::add, () -> {});
  }

  private void show(Progress progress, int second, Snapshot snapshot) {
    Duration at = Duration.ofSeconds(second);
    activity.add(at, snapshot);
    progress.show(at, snapshot, activity);
  }

  private static Snapshot counts(Map<String, Long> counters, String... streams) {
    return Snapshot.of(counters, List.of(streams));
  }

  @Test
  void whereNobodyLooksThereIsALineEachTenSeconds() {
    Progress progress = progress(Terminal.PLAIN);
    for (int second = 0; second <= 25; second++) {
      Map<String, Long> counters = new HashMap<>();
      counters.put("records_read/users", second * 1_000L);
      counters.put("bytes_read/users", second * 100_000L);
      counters.put("records_committed/users", second > 12 ? 12_000L : 0);
      counters.put("states_committed/users", second > 12 ? 1L : 0);
      show(progress, second, counts(counters, "users", "orders"));
    }
    assertThat(shown)
        .containsExactly(
            List.of(
                "00:10: 1 of 2 streams begun, 10,000 records read, 0 committed, 1.0 MB, 1,000/s,"
                    + " last state none yet (users 10,000)"),
            List.of(
                "00:20: 1 of 2 streams begun, 20,000 records read, 12,000 committed, 2.0 MB,"
                    + " 1,000/s, last state 7 s ago (users 20,000)"));
  }

  @Test
  void aTerminalShowsALineAStreamAndTheAgeOfItsState() {
    Progress progress = progress(new Terminal(true, false, 24, 100));
    show(progress, 0, counts(Map.of(), "users", "orders"));
    show(
        progress,
        2,
        counts(
            Map.of(
                "records_read/users", 500L,
                "records_committed/users", 400L,
                "states_committed/users", 1L),
            "users",
            "orders"));
    List<String> last = shown.get(1);
    assertThat(last).hasSize(4);
    assertThat(last.get(0)).contains("00:02", "read", "committed", "records/s", "state");
    assertThat(last.get(1)).matches("users +500 +400 +0.0 +250 +0 s ago");
    assertThat(last.get(2)).matches("orders +0 +0 +0.0 +0 +none yet");
    assertThat(last.get(3)).matches("total +500 +400 +0.0 +250 +0 s ago");
  }

  @Test
  void manyStreamsAreNotMoreThanTheTerminalHolds() {
    String[] names = IntStream.range(0, 500).mapToObj(i -> "s" + i).toArray(String[]::new);
    Map<String, Long> counters = new HashMap<>();
    for (String name : names) {
      counters.put("records_read/" + name, 1L);
    }
    for (int rows = 1; rows < 30; rows++) {
      Progress progress = progress(new Terminal(true, true, rows, 50));
      show(progress, rows, counts(counters, names));
      List<String> lines = shown.get(shown.size() - 1);
      assertThat(lines).hasSizeLessThanOrEqualTo(Math.max(1, rows - 1));
      assertThat(lines)
          .allSatisfy(
              line -> assertThat(line.replaceAll("\u001b\\[\\d+m", "").length()).isLessThan(50));
    }
    assertThat(shown.get(shown.size() - 1).get(26)).startsWith("475 other streams ");
  }

  @Test
  void namesCannotMoveTheCursor() {
    show(progress(new Terminal(true, false, 24, 100)), 1, counts(Map.of(), "a\u001b[2J\n"));
    assertThat(shown.get(0).get(1)).startsWith("a [2J ");
  }

  @Test
  void theTerminalIsWhatItsEnvironmentSays() {
    assertThat(Terminal.of(Map.of(), Optional.of("40 132\n")))
        .isEqualTo(new Terminal(true, true, 40, 132));
    assertThat(Terminal.of(Map.of("NO_COLOR", "1"), Optional.of("0 0")))
        .isEqualTo(new Terminal(true, false, 24, 80));
    assertThat(Terminal.of(Map.of("CI", "true"), Optional.of("40 132"))).isEqualTo(Terminal.PLAIN);
    assertThat(Terminal.of(Map.of("TERM", "dumb"), Optional.of("40 132")))
        .isEqualTo(Terminal.PLAIN);
    assertThat(Terminal.of(Map.of(), Optional.empty())).isEqualTo(Terminal.PLAIN);
  }

  @Test
  void whatOthersPrintStandsAboveTheLines() {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try (LiveScreen screen = LiveScreen.install()) {
      screen.draw(List.of("one", "two"));
      System.err.print("half a line");
      screen.draw(List.of("not now"));
      System.err.println();
      screen.draw(List.of("three"));
    } finally {
      System.setErr(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("one\ntwo\n\u001b[2A\r\u001b[Jhalf a line\nthree\n\u001b[1A\r\u001b[J");
  }
}
