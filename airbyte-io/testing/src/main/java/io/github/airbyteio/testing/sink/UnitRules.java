package io.github.airbyteio.testing.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.state.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Many states in one transaction, states of all streams, states of any text. */
interface UnitRules extends SinkRules {
  /** What a source may write: to be handed back to the character. */
  List<String> ODD_STATES =
      List.of(
          "{ \"a\" : [ 1 ,2 ] }\t",
          "{\"n\":12345678901234567890123,\"x\":1.50,\"e\":1E+2}",
          "{\"nul\":\"\\u0000\",\"q\":\"\\\"'\\\\\\n\"}",
          "{\"\ud83d\ude00\":\"\\ud83d\\ude00 \u00e4\u540d\"}",
          "{\"b\":1,\"a\":2,\"b\":3}",
          "{}",
          "{\"long\":\"" + "x".repeat(1_000_000) + "\"}");

  private static AirbyteState global(String json) {
    return AirbyteState.of(AirbyteState.Kind.GLOBAL, null, json);
  }

  private StreamWriter keyed(String name, WriteMode mode) {
    return stream(name, "\"id\":" + INTEGER + ",\"v\":" + STRING).withMode(mode).withKey("id");
  }

  private static String row(int id, String value) {
    return "{\"id\":" + id + ",\"v\":\"" + value + "\"}";
  }

  @Test
  default void aUnitOfManyStepsOfManyStreamsIsCommittedWhole() throws Exception {
    for (WriteMode mode : WriteMode.values()) {
      StreamWriter one = keyed("one_" + mode.wireName(), mode);
      StreamWriter two = keyed("two_" + mode.wireName(), mode);
      Scope scope = Scope.connection(CONNECTION);
      try (UnitWriter writer = new UnitWriter(harness(), scope, one, two)) {
        CommitReceipt receipt =
            writer.commit(
                writer.step(global("1"), false, row(1, "a"), row(1, "x")),
                writer.step(global("2"), false, row(1, "b"), null),
                writer.step(global("3"), true, null, row(2, "y")));

        assertThat(receipt.checkpoints()).isEqualTo(3);
        assertThat(receipt.records()).containsEntry(one.stream(), 2L);
        assertThat(receipt.completed()).containsExactlyInAnyOrder(one.stream(), two.stream());
        assertThat(writer.stored().state()).isEqualTo(global("3"));
      }
      assertThat(one.values("v"))
          .as(mode.wireName())
          .isEqualTo(mode.deduplicates() ? List.of("b") : List.of("a", "b"));
      assertThat(two.values("v")).as(mode.wireName()).containsExactly("x", "y");
    }
  }

  @Test
  default void ofAUnitThatIsCommittedInPartTheRestIsAdded() throws Exception {
    for (WriteMode mode : List.of(WriteMode.APPEND, WriteMode.APPEND_DEDUP)) {
      StreamWriter one = keyed("part_" + mode.wireName(), mode);
      StreamWriter two = keyed("rest_" + mode.wireName(), mode);
      try (UnitWriter writer = new UnitWriter(harness(), Scope.connection(CONNECTION), one, two)) {
        CommitStep first = writer.step(global("1"), false, row(1, "a"), row(1, "x"));
        CommitStep second = writer.step(global("2"), false, row(2, "b"), null);
        CommitStep third = writer.step(global("3"), false, row(3, "c"), row(2, "y"));

        assertThat(writer.commit(first).checkpoints()).isEqualTo(1);
        assertThat(writer.commit(first, second, third).checkpoints()).isEqualTo(2);
        assertThat(writer.commit(first, second).checkpoints()).as("superseded").isZero();
        assertThat(writer.commit(third).checkpoints()).as("repeated").isZero();
        assertThat(writer.stored().state()).isEqualTo(global("3"));
      }
      assertThat(one.values("v")).containsExactly("a", "b", "c");
      assertThat(two.values("v")).containsExactly("x", "y");
    }
  }

  @Test
  default void aStateOfAnyTextIsStoredToTheCharacter() throws Exception {
    StreamWriter stream = stream("odd_states", "\"id\":" + INTEGER);
    for (AirbyteState.Kind kind : AirbyteState.Kind.values()) {
      boolean alone = kind == AirbyteState.Kind.STREAM;
      Scope scope =
          alone ? Scope.stream(CONNECTION, stream.stream()) : Scope.connection(CONNECTION);
      for (String json : ODD_STATES) {
        AirbyteState state = AirbyteState.of(kind, alone ? stream.stream() : null, json);
        try (UnitWriter writer = new UnitWriter(harness(), scope, stream)) {
          CommitReceipt unused = writer.commit(writer.step(state, false));
        }
        try (UnitWriter reader = new UnitWriter(harness(), scope, stream)) {
          assertThat(reader.stored().state().kind()).isEqualTo(kind);
          assertThat(reader.stored().state().json().equals(json)).as("%.100s", json).isTrue();
        }
      }
    }
  }

  @Test
  default void aStateCanBeSetAndReset() throws Exception {
    StreamWriter stream = stream("set_by_hand", "\"id\":" + INTEGER);
    Scope scope = Scope.connection(CONNECTION);
    try (UnitWriter writer = new UnitWriter(harness(), scope, stream)) {
      CommitReceipt unused = writer.commit(writer.step(global("1"), false));
      for (String json : ODD_STATES) {
        writer.connection().states().set(Map.of(scope, Optional.of(global(json))));
        assertThat(writer.stored().state().json().equals(json)).as("%.100s", json).isTrue();
      }
      writer.connection().states().reset(scope);
      assertThat(writer.stored()).isNull();
    }
  }
}
