package io.github.airbyteio.pipelines.run;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows on stderr how far a run is: a line a stream, drawn again and again, on a terminal; a plain
 * line each ten seconds elsewhere.
 */
final class Progress implements AutoCloseable {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

  private final ProgressText text;
  private final Consumer<List<String>> screen;
  private final Runnable leave;
  private final boolean live;
  private Duration lastShown = Duration.ZERO;

  /**
   * @param screen shows lines in the place of the ones before, or below them
   * @param leave what is done at the end
   */
  Progress(Terminal terminal, Consumer<List<String>> screen, Runnable leave) {
    this.text = new ProgressText(terminal);
    this.live = terminal.live();
    this.screen = screen;
    this.leave = leave;
  }

  static Progress onStderr() {
    Terminal terminal = Terminal.detect();
    if (!terminal.live()) {
      return new Progress(terminal, lines -> lines.forEach(System.err::println), () -> {});
    }
    LiveScreen screen = LiveScreen.install();
    return new Progress(terminal, screen::draw, screen::close);
  }

  void show(Duration elapsed, Snapshot snapshot, Activity activity) {
    if (live) {
      screen.accept(text.table(elapsed, snapshot, activity));
    } else if (elapsed.minus(lastShown).compareTo(PLAIN_INTERVAL) >= 0) {
      lastShown = elapsed;
      screen.accept(List.of(text.line(elapsed, snapshot, activity)));
    }
  }

  /** Makes room for the summary. */
  @Override
  public void close() {
    leave.run();
  }
}
