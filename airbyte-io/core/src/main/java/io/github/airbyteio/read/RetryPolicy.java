package io.github.airbyteio.read;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * When a failed connector is launched again. The defaults are Airbyte's: 5 attempts without
 * progress, 20 in all, waiting 10, 30, 90 and 270 seconds after attempts without progress.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/jobs">Jobs</a>
 */
@AutoValue
public abstract class RetryPolicy implements Serializable {
  /** Attempts in a row that may fail without a new state. */
  public abstract int maxAttemptsWithoutProgress();

  /** Attempts that may fail in all. */
  public abstract int maxAttempts();

  /** How long to wait after the first, second, … attempt without progress; the last one repeats. */
  public abstract List<Duration> backOffs();

  public static RetryPolicy standard() {
    return of(
        5,
        20,
        List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            Duration.ofSeconds(270)));
  }

  /** One attempt: a failure is final. */
  public static RetryPolicy none() {
    return of(1, 1, List.of(Duration.ZERO));
  }

  public static RetryPolicy of(
      int maxAttemptsWithoutProgress, int maxAttempts, List<Duration> backOffs) {
    if (maxAttemptsWithoutProgress < 1 || maxAttempts < 1 || backOffs.isEmpty()) {
      throw new IllegalArgumentException(
          "A retry policy needs at least one attempt and one back-off.");
    }
    return new AutoValue_RetryPolicy(
        maxAttemptsWithoutProgress, maxAttempts, List.copyOf(backOffs));
  }

  final boolean allowsAnother(ReadPosition afterFailure) {
    return afterFailure.failuresWithoutProgress() < maxAttemptsWithoutProgress()
        && afterFailure.failures() < maxAttempts();
  }

  final Duration backOff(ReadPosition afterFailure) {
    int inVain = afterFailure.failuresWithoutProgress();
    return inVain == 0 ? Duration.ZERO : backOffs().get(Math.min(inVain, backOffs().size()) - 1);
  }
}
