package io.github.airbyteio.state;

import java.util.UUID;

/**
 * The ids of runs and of attempts.
 *
 * <p>A bounded read is one run, with a random id. Each round of a continuous read is a run: its id
 * is that of the read and a number, so that it can be told which of two rounds came first. The id
 * of an attempt begins with that of its run.
 */
public final class RunIds {
  private static final char ROUND = '~';
  private static final char ATTEMPT = '.';

  private RunIds() {}

  /** The id of a bounded run, or of a continuous read. */
  public static String random() {
    return UUID.randomUUID().toString();
  }

  /**
   * The id of a round.
   *
   * @param number counted from 1
   */
  public static String round(String readId, long number) {
    return readId + ROUND + number;
  }

  /** The read that a run belongs to. */
  public static String readOf(String runId) {
    int end = runId.lastIndexOf(ROUND);
    return end < 0 ? runId : runId.substring(0, end);
  }

  /** The number of a round; 0 for a bounded run. */
  public static long roundOf(String runId) {
    int end = runId.lastIndexOf(ROUND);
    return end < 0 ? 0 : Long.parseLong(runId.substring(end + 1));
  }

  /** Whether two runs are rounds of one read, or the same run. */
  public static boolean areOfOneRead(String runId, String otherRunId) {
    return readOf(runId).equals(readOf(otherRunId));
  }

  /** Whether a run is a later round of the read that the other one is a round of. */
  public static boolean isLater(String runId, String thanRunId) {
    return areOfOneRead(runId, thanRunId) && roundOf(runId) > roundOf(thanRunId);
  }

  /** The id of a new attempt of a run. */
  public static String newAttempt(String runId) {
    return runId + ATTEMPT + UUID.randomUUID();
  }

  /** The run of an attempt. */
  public static String runOf(String attempt) {
    int end = attempt.lastIndexOf(ATTEMPT);
    return end < 0 ? attempt : attempt.substring(0, end);
  }
}
