package io.github.airbyteio.pipelines.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Puts the progress of a run into lines. Names of streams come from outside and obey nobody. */
final class ProgressText {
  private static final int NAME = 30;

  /** A state that is older is worth a look. */
  private static final Duration OLD = Duration.ofMinutes(1);

  private static final int NAMED_IN_PLAIN_LINE = 3;
  private static final String BOLD = "\u001b[1m";
  private static final String YELLOW = "\u001b[33m";
  private static final String OFF = "\u001b[0m";

  private final Terminal terminal;

  ProgressText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A headline, a line a stream, a sum: not more than the terminal is high. */
  List<String> table(Duration elapsed, Snapshot snapshot, Activity activity) {
    List<String> names = List.copyOf(snapshot.streams().keySet());
    // The headline, the sum, and the line on which the cursor stands.
    int room = Math.max(1, terminal.rows() - 3);
    List<String> shown = shown(names, activity, names.size() <= room ? room : room - 1);
    List<String> lines = new ArrayList<>();
    lines.add(
        styled(
            BOLD,
            fit(
                String.format(
                    Locale.ROOT,
                    "%-" + NAME + "s %13s %13s %10s %11s %9s",
                    clock(elapsed),
                    "read",
                    "committed",
                    "MB",
                    "records/s",
                    "state"))));
    StreamCounts rest = StreamCounts.NONE;
    double restRate = 0;
    Optional<Duration> restCommit = Optional.empty();
    for (String stream : names) {
      StreamCounts counts = snapshot.streams().get(stream);
      Optional<Duration> commit = activity.lastCommit(stream);
      if (shown.contains(stream)) {
        lines.add(line(stream, counts, activity.rate(stream), commit, elapsed));
      } else {
        rest = rest.plus(counts);
        restRate += activity.rate(stream);
        restCommit = later(restCommit, commit);
      }
    }
    if (shown.size() < names.size()) {
      String others = (names.size() - shown.size()) + " other streams";
      lines.add(line(others, rest, restRate, restCommit, elapsed));
    }
    if (names.size() > 1) {
      lines.add(line("total", snapshot.total(), activity.rate(), activity.lastCommit(), elapsed));
    }
    return lines.subList(0, Math.min(lines.size(), Math.max(1, terminal.rows() - 1)));
  }

  /** Those that have moved last, if there is no room for all. */
  private static List<String> shown(List<String> names, Activity activity, int most) {
    if (names.size() <= most) {
      return names;
    }
    Set<String> latest =
        new HashSet<>(
            names.stream()
                .sorted(Comparator.comparing(activity::lastMoved).reversed())
                .limit(Math.max(0, most))
                .toList());
    return names.stream().filter(latest::contains).toList();
  }

  private static Optional<Duration> later(Optional<Duration> one, Optional<Duration> other) {
    return one.isEmpty() || other.isPresent() && other.get().compareTo(one.get()) > 0 ? other : one;
  }

  private String line(
      String name, StreamCounts counts, double rate, Optional<Duration> commit, Duration elapsed) {
    String line =
        fit(
            String.format(
                Locale.ROOT,
                "%-" + NAME + "s %,13d %,13d %,10.1f %,11.0f %9s",
                cut(name),
                counts.read(),
                counts.committed(),
                counts.bytesRead() / 1e6,
                rate,
                age(commit, elapsed)));
    boolean old = commit.map(at -> elapsed.minus(at).compareTo(OLD) > 0).orElse(false);
    return old && rate > 0 ? styled(YELLOW, line) : line;
  }

  private static String age(Optional<Duration> commit, Duration elapsed) {
    return commit.map(at -> brief(elapsed.minus(at)) + " ago").orElse("none yet");
  }

  /** One line that says it all, for a log. */
  String line(Duration elapsed, Snapshot snapshot, Activity activity) {
    StreamCounts total = snapshot.total();
    List<String> begun = snapshot.streams().keySet().stream().filter(activity::hasBegun).toList();
    String latest =
        begun.stream()
            .sorted(Comparator.comparing(activity::lastMoved).reversed())
            .limit(NAMED_IN_PLAIN_LINE)
            .map(
                stream ->
                    String.format(
                        Locale.ROOT, "%s %,d", cut(stream), snapshot.streams().get(stream).read()))
            .reduce((one, other) -> one + ", " + other)
            .map(text -> " (" + text + (begun.size() > NAMED_IN_PLAIN_LINE ? ", …" : "") + ")")
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s: %d of %d streams begun, %,d records read, %,d committed, %,.1f MB, %,.0f/s, last state %s%s",
        clock(elapsed),
        begun.size(),
        snapshot.streams().size(),
        total.read(),
        total.committed(),
        total.bytesRead() / 1e6,
        activity.rate(),
        age(activity.lastCommit(), elapsed),
        latest);
  }

  private String styled(String style, String line) {
    return terminal.colours() ? style + line + OFF : line;
  }

  /** A line that wraps would be two lines to the cursor. */
  private String fit(String line) {
    return line.length() < terminal.columns() ? line : line.substring(0, terminal.columns() - 1);
  }

  private static String cut(String name) {
    String line = name.replaceAll("\\p{Cc}", " ");
    return line.length() <= NAME ? line : line.substring(0, NAME - 1) + "…";
  }

  private static String clock(Duration time) {
    String minutes =
        String.format(Locale.ROOT, "%02d:%02d", time.toMinutesPart(), time.toSecondsPart());
    return time.toHours() == 0 ? minutes : time.toHours() + ":" + minutes;
  }

  private static String brief(Duration age) {
    return age.toMinutes() == 0
        ? age.toSeconds() + " s"
        : age.toHours() == 0 ? age.toMinutes() + " min" : age.toHours() + " h";
  }
}
