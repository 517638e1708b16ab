package io.github.airbyteio.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunIdsTest {
  private static final String READ = RunIds.random();
  private static final String SECOND = RunIds.round(READ, 2);
  private static final String TENTH = RunIds.round(READ, 10);

  @Test
  void roundsOfOneReadAreInTheOrderOfTheirNumbers() {
    assertThat(RunIds.isLater(TENTH, SECOND)).isTrue();
    assertThat(RunIds.isLater(SECOND, TENTH)).isFalse();
    assertThat(RunIds.isLater(SECOND, SECOND)).isFalse();
    assertThat(RunIds.areOfOneRead(SECOND, TENTH)).isTrue();
  }

  @Test
  void roundsOfTwoReadsHaveNoOrder() {
    String other = RunIds.round(RunIds.random(), 3);

    assertThat(RunIds.areOfOneRead(other, SECOND)).isFalse();
    assertThat(RunIds.isLater(other, SECOND)).isFalse();
    assertThat(RunIds.isLater(SECOND, other)).isFalse();
  }

  @Test
  void aBoundedRunIsNoRound() {
    assertThat(RunIds.roundOf(READ)).isZero();
    assertThat(RunIds.readOf(READ)).isEqualTo(READ);
    assertThat(RunIds.isLater(RunIds.random(), READ)).isFalse();
  }

  @Test
  void anAttemptTellsItsRun() {
    String attempt = RunIds.newAttempt(TENTH);

    assertThat(attempt).isNotEqualTo(RunIds.newAttempt(TENTH));
    assertThat(RunIds.runOf(attempt)).isEqualTo(TENTH);
    assertThat(RunIds.roundOf(RunIds.runOf(attempt))).isEqualTo(10);
  }
}
