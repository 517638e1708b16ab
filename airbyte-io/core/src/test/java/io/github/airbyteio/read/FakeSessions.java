package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.RunIds;
import io.github.airbyteio.state.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Sessions of a source that emits the numbers from 0 up to a limit, which grows with the rounds of
 * a continuous read, in each stream, with blocks and states at random places. A state says how many
 * numbers come before it, so a launch from a state continues exactly there.
 */
final class FakeSessions implements SessionFactory {
  private static final Map<Long, AtomicInteger> LAUNCHES =
      new java.util.concurrent.ConcurrentHashMap<>();

  private final long seed;
  private final int records;
  private final AirbyteState.Kind kind;
  private final int failAfter;
  private final int failures;
  private final int failingRound;

  /**
   * @param failAfter after how many items an attempt fails
   * @param failures how many attempts fail
   */
  FakeSessions(long seed, int records, AirbyteState.Kind kind, int failAfter, int failures) {
    this(seed, records, kind, failAfter, failures, 0);
  }

  private FakeSessions(
      long seed,
      int records,
      AirbyteState.Kind kind,
      int failAfter,
      int failures,
      int failingRound) {
    this.seed = seed;
    this.records = records;
    this.kind = kind;
    this.failAfter = failAfter;
    this.failures = failures;
    this.failingRound = failingRound;
    LAUNCHES.put(seed, new AtomicInteger());
  }

  static FakeSessions of(long seed, int records, AirbyteState.Kind kind) {
    return new FakeSessions(seed, records, kind, 0, 0);
  }

  /** Another such source, of which all attempts in one round fail. */
  FakeSessions failingIn(int round, int afterItems) {
    return new FakeSessions(seed, records, kind, afterItems, failures, round);
  }

  int launches() {
    return LAUNCHES.get(seed).get();
  }

  @Override
  public Session launch(ReadTask task, String attempt, Map<Scope, AirbyteState> states) {
    // A round brings as many records as the one before it did.
    int limit = records * (int) Math.max(1, RunIds.roundOf(task.runId()));
    int launch = LAUNCHES.get(seed).getAndIncrement();
    Map<StreamDescriptor, Integer> at = new HashMap<>();
    for (StreamDescriptor stream : task.streams()) {
      at.put(stream, start(task, stream, states));
    }
    Deque<SessionItem> items = new ArrayDeque<>(script(task, at, limit, new Random(seed + launch)));
    if (launch < failures || failingRound > 0 && RunIds.roundOf(task.runId()) == failingRound) {
      while (items.size() > failAfter) {
        items.removeLast();
      }
      items.add(SessionItem.Failed.of("it broke", null, null, true));
    }
    return new FakeSession(attempt, items);
  }

  private int start(ReadTask task, StreamDescriptor stream, Map<Scope, AirbyteState> states) {
    AirbyteState global = states.get(Scope.connection(task.connectionId()));
    AirbyteState own = states.get(Scope.stream(task.connectionId(), stream));
    if (kind == AirbyteState.Kind.GLOBAL && global != null) {
      String[] parts = global.json().split('"' + stream.name() + "\":", 2);
      return Integer.parseInt(parts[1].split("[,}]", 2)[0]);
    }
    return own == null ? 0 : Integer.parseInt(own.json());
  }

  private List<SessionItem> script(
      ReadTask task, Map<StreamDescriptor, Integer> at, int limit, Random random) {
    List<SessionItem> items = new ArrayList<>();
    List<StreamDescriptor> open = new ArrayList<>(task.streams());
    while (!open.isEmpty()) {
      StreamDescriptor stream = open.get(random.nextInt(open.size()));
      if (random.nextInt(3) == 0) {
        items.add(state(stream, at));
      } else if (at.get(stream) < limit) {
        int to = Math.min(limit, at.get(stream) + 1 + random.nextInt(7));
        items.add(block(stream, at.get(stream), to));
        at.put(stream, to);
      } else {
        // As the protocol asks of a source: a state at the end of each stream.
        items.add(state(stream, at));
        open.remove(stream);
      }
    }
    items.add(new SessionItem.Succeeded(new HashSet<>(task.streams()), Map.of()));
    return items;
  }

  private SessionItem state(StreamDescriptor stream, Map<StreamDescriptor, Integer> at) {
    if (kind == AirbyteState.Kind.STREAM) {
      return new SessionItem.State(
          AirbyteState.of(kind, stream, String.valueOf(at.get(stream))), false);
    }
    String all =
        at.entrySet().stream()
            .map(entry -> '"' + entry.getKey().name() + "\":" + entry.getValue())
            .collect(Collectors.joining(",", "{\"global\":{\"shared_state\":{", "}}}"));
    return new SessionItem.State(AirbyteState.of(kind, null, all), false);
  }

  private static SessionItem block(StreamDescriptor stream, int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines
          .append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"")
          .append(stream.name())
          .append("\",\"data\":{\"n\":")
          .append(i)
          .append("},\"emitted_at\":1}}\n");
    }
    return new SessionItem.Records(
        stream, to - from, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  static final class FakeSession implements Session {
    private final String attempt;
    private final Deque<SessionItem> items;
    private long ordinal;

    FakeSession(String attempt, Deque<SessionItem> items) {
      this.attempt = attempt;
      this.items = items;
    }

    @Override
    public String attempt() {
      return attempt;
    }

    @Override
    public long ordinal() {
      return ordinal;
    }

    @Override
    public @Nullable SessionItem peek(Duration timeout) {
      return items.peek();
    }

    @Override
    public void take() {
      items.remove();
      ordinal++;
    }

    @Override
    public void stop() {
      items.clear();
      items.add(SessionItem.Failed.of("stopped", null, null, true));
    }

    @Override
    public void close() {
      items.clear();
    }
  }
}
