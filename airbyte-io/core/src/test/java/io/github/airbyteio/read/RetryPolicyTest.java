package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Scope USERS = Scope.stream("c1", StdoutReplay.USERS);
  private static final RetryPolicy POLICY =
      RetryPolicy.of(3, 6, List.of(Duration.ofSeconds(10), Duration.ofSeconds(30)));

  private ReadPosition position = ReadPosition.start(Map.of());
  private int attempts;

  private void launch() {
    attempts++;
    position = position.launched("attempt " + attempts);
  }

  private void failInVain() {
    launch();
    position = position.afterFailure();
  }

  private void failAfterProgress() {
    launch();
    ScopePosition at = position.scope(USERS);
    position =
        position.afterCheckpoint(
            Checkpoint.builder()
                .setScope(USERS)
                .setRunId("run")
                .setAttempt("attempt " + attempts)
                .setSeq(at.seq() + 1)
                .setToken("token " + attempts)
                .setPredecessor(at.token())
                .setState(null)
                .setCovers(Map.of())
                .setGenerations(Map.of())
                .setCompletes(Set.of())
                .build());
    position = position.afterFailure();
  }

  @Test
  void attemptsWithoutProgressAreLimited() {
    failInVain();
    failInVain();
    assertThat(POLICY.allowsAnother(position)).isTrue();
    failInVain();
    assertThat(POLICY.allowsAnother(position)).isFalse();
  }

  @Test
  void progressStartsThatCountAnew() {
    failInVain();
    failInVain();
    failAfterProgress();
    assertThat(position.failuresWithoutProgress()).isZero();
    failInVain();
    failInVain();
    assertThat(POLICY.allowsAnother(position)).isTrue();
  }

  @Test
  void attemptsAreLimitedInAllHoweverMuchTheyBring() {
    for (int i = 0; i < 5; i++) {
      failAfterProgress();
      assertThat(POLICY.allowsAnother(position)).isTrue();
    }
    failAfterProgress();
    assertThat(POLICY.allowsAnother(position)).isFalse();
  }

  @Test
  void thePausesGrowAndTheLastOneRepeats() {
    for (int seconds : new int[] {10, 30, 30, 30}) {
      failInVain();
      assertThat(POLICY.backOff(position)).isEqualTo(Duration.ofSeconds(seconds));
    }
    failAfterProgress();
    assertThat(POLICY.backOff(position)).as("no pause after progress").isZero();
    failInVain();
    assertThat(POLICY.backOff(position)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void theStandardIsAirbytes() {
    RetryPolicy standard = RetryPolicy.standard();

    assertThat(standard.maxAttemptsWithoutProgress()).isEqualTo(5);
    assertThat(standard.maxAttempts()).isEqualTo(20);
    assertThat(standard.backOffs().stream().map(Duration::toSeconds))
        .containsExactly(10L, 30L, 90L, 270L);
  }

  @Test
  void withoutRetriesTheFirstFailureIsFinal() {
    failAfterProgress();

    assertThat(RetryPolicy.none().allowsAnother(position)).isFalse();
  }

  @Test
  void aPolicyWithoutAnAttemptOrAPauseIsRefused() {
    assertThatThrownBy(() -> RetryPolicy.of(0, 1, List.of(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RetryPolicy.of(1, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
