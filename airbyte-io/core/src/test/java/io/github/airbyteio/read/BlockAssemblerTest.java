package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.checkerframework.checker.nullness.qual.Nullable;

class BlockAssemblerTest {
  private static final List<StreamDescriptor> STREAMS =
      List.of(StreamDescriptor.of("a"), StreamDescriptor.of("b"), StreamDescriptor.of("c"));

  /**
   * Whatever comes in whatever order: records come out in their order, a state behind exactly the
   * records that it covers, and the last one of each scope in any case.
   */
  @Property(tries = 1_000)
  void aStateComesBehindTheRecordsItCoversAndBeforeAllOthers(
      @ForAll Random random, @ForAll boolean global) {
    BlockAssembler assembler = new BlockAssembler(60);
    Map<StreamDescriptor, List<String>> written = new HashMap<>();
    Map<StreamDescriptor, List<String>> read = new HashMap<>();
    STREAMS.forEach(stream -> written.put(stream, new ArrayList<>()));
    STREAMS.forEach(stream -> read.put(stream, new ArrayList<>()));
    Map<StreamDescriptor, String> lastStates = new HashMap<>();
    for (int step = 0; step < 60; step++) {
      StreamDescriptor stream = STREAMS.get(random.nextInt(STREAMS.size()));
      switch (random.nextInt(6)) {
        case 0 -> assembler.hold(state(global ? null : stream, written));
        case 1 -> take(assembler.release(), read, lastStates);
        case 2 -> take(random.nextInt(4) == 0 ? assembler.closeAll() : List.of(), read, lastStates);
        default -> {
          List<String> lines = new ArrayList<>();
          for (int i = random.nextInt(3); i >= 0; i--) {
            lines.add("x".repeat(random.nextInt(30)) + step);
          }
          byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
          written.get(stream).addAll(lines);
          take(assembler.add(stream, lines.size(), bytes, 0, bytes.length), read, lastStates);
        }
      }
    }
    SessionItem.State last = state(global ? null : STREAMS.get(0), written);
    assembler.hold(last);
    take(assembler.closeAll(), read, lastStates);

    assertThat(read).isEqualTo(written);
    assertThat(lastStates).containsEntry(last.state().stream(), last.state().json());
  }

  /** A state that says how many records come before it, in each stream. */
  private static SessionItem.State state(
      @Nullable StreamDescriptor stream, Map<StreamDescriptor, List<String>> records) {
    AirbyteState.Kind kind = stream == null ? AirbyteState.Kind.GLOBAL : AirbyteState.Kind.STREAM;
    return new SessionItem.State(AirbyteState.of(kind, stream, counts(stream, records)), false);
  }

  private static String counts(
      @Nullable StreamDescriptor stream, Map<StreamDescriptor, List<String>> records) {
    StringBuilder counts = new StringBuilder();
    for (StreamDescriptor each : STREAMS) {
      if (stream == null || stream.equals(each)) {
        counts.append(records.get(each).size()).append(' ');
      }
    }
    return counts.toString();
  }

  private static void take(
      List<SessionItem> items,
      Map<StreamDescriptor, List<String>> read,
      Map<StreamDescriptor, String> lastStates) {
    for (SessionItem item : items) {
      if (item instanceof SessionItem.Records records) {
        List<String> lines = new String(records.lines(), StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize((int) records.count());
        read.get(records.stream()).addAll(lines);
      } else if (item instanceof SessionItem.State state) {
        assertThat(state.state().json()).isEqualTo(counts(state.state().stream(), read));
        lastStates.put(state.state().stream(), state.state().json());
      }
    }
  }
}
