package io.github.airbyteio.store;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.Scope;
import java.util.Map;
import java.util.Set;

/** Checkpoints of the connection {@code numbers}, each named after its run and number. */
public final class Checkpoints {
  public static final String CONNECTION = "numbers";
  public static final StreamDescriptor USERS = StreamDescriptor.of("users");

  private Checkpoints() {}

  /** The state of {@code users} is the number. */
  public static Checkpoint of(String run, long seq, String predecessor) {
    return builder(Scope.stream(CONNECTION, USERS), run, seq, predecessor).build();
  }

  public static Checkpoint closing(String run, long seq, String predecessor) {
    return builder(Scope.stream(CONNECTION, USERS), run, seq, predecessor)
        .setCompletes(Set.of(USERS))
        .build();
  }

  static Checkpoint.Builder builder(Scope scope, String run, long seq, String predecessor) {
    AirbyteState.Kind kind =
        scope.stream() == null ? AirbyteState.Kind.GLOBAL : AirbyteState.Kind.STREAM;
    return Checkpoint.builder()
        .setScope(scope)
        .setRunId(run)
        .setAttempt("attempt")
        .setSeq(seq)
        .setToken(token(run, seq))
        .setPredecessor(predecessor)
        .setState(AirbyteState.of(kind, scope.stream(), "{\"n\": " + seq + ".0}"))
        .setCovers(Map.of())
        .setGenerations(
            Map.of(scope.stream() == null ? USERS : scope.stream(), Generation.of(1, 0, 1)))
        .setCompletes(Set.of());
  }

  public static String token(String run, long seq) {
    return run + "-" + seq;
  }
}
