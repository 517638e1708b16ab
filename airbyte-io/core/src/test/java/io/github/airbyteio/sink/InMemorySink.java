package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.schema.ValueLimits;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StateStore;
import io.github.airbyteio.state.StoredGeneration;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A sink in memory that can fail at each step. Its rows are the JSON texts of the first column.
 * Copies of it share one store, as the workers of a pipeline do.
 */
public final class InMemorySink implements Sink {
  /** Where a failure is injected. */
  public enum Step {
    BEFORE_STAGE,
    AFTER_STAGE,
    BEFORE_COMMIT,
    IN_COMMIT,
    AFTER_COMMIT
  }

  /** Asked before each step; throws to fail it. */
  public interface Fault {
    void at(Step step) throws IOException;
  }

  private static final Map<String, Store> STORES = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final CommitPolicy commitPolicy;

  public InMemorySink() {
    this(CommitPolicy.DEFAULT);
  }

  public InMemorySink(CommitPolicy commitPolicy) {
    this.commitPolicy = commitPolicy;
  }

  private static final class Store {
    final Map<Scope, StoredState> states = new TreeMap<>();
    final Map<StreamDescriptor, StoredGeneration> generations = new TreeMap<>();
    final Map<StreamDescriptor, List<String>> tables = new TreeMap<>();
    final Map<StreamDescriptor, List<String>> pending = new TreeMap<>();
    final Map<String, List<String>> staged = new ConcurrentHashMap<>();
    int commits;
    volatile Fault fault = step -> {};
  }

  private Store store() {
    return STORES.computeIfAbsent(id, i -> new Store());
  }

  public void failBy(Fault fault) {
    store().fault = fault;
  }

  /** The visible rows of a stream, in the order of their commits. */
  public List<String> rows(StreamDescriptor stream) {
    synchronized (store()) {
      return List.copyOf(store().tables.getOrDefault(stream, List.of()));
    }
  }

  public Map<Scope, StoredState> committedStates() {
    synchronized (store()) {
      return new TreeMap<>(store().states);
    }
  }

  public int commits() {
    return store().commits;
  }

  public int stagedBlocks() {
    return store().staged.size();
  }

  @Override
  public ValueLimits limits() {
    return ValueLimits.builder()
        .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
        .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
        .setNumbersAreDoubles(false)
        .setMaxTextBytes(Integer.MAX_VALUE)
        .setMinYear(1)
        .setMaxYear(9999)
        .build();
  }

  @Override
  public SinkConnection open() {
    return new Connection(store());
  }

  @Override
  public CommitPolicy commitPolicy() {
    return commitPolicy;
  }

  @Override
  public String description() {
    return "memory";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InMemorySink sink && id.equals(sink.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  private static final class Connection implements SinkConnection, StateStore {
    private final Store store;

    Connection(Store store) {
      this.store = store;
    }

    @Override
    public StateStore states() {
      return this;
    }

    @Override
    public Map<Scope, StoredState> states(String connectionId) {
      synchronized (store) {
        return new TreeMap<>(store.states);
      }
    }

    @Override
    public Map<StreamDescriptor, StoredGeneration> generations(String connectionId) {
      synchronized (store) {
        return new TreeMap<>(store.generations);
      }
    }

    @Override
    public void set(Map<Scope, Optional<AirbyteState>> states) {
      synchronized (store) {
        states.forEach(
            (scope, state) ->
                store.states.put(
                    scope, StoredState.setByHand(state.orElse(null), store.states.get(scope))));
      }
    }

    @Override
    public void reset(Scope scope) {
      synchronized (store) {
        store.states.remove(scope);
      }
    }

    @Override
    public Map<StreamDescriptor, List<String>> prepare(List<StreamTarget> targets) {
      synchronized (store) {
        targets.forEach(
            target -> store.tables.computeIfAbsent(target.stream(), s -> new ArrayList<>()));
      }
      return Map.of();
    }

    @Override
    public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
      store.fault.at(Step.BEFORE_STAGE);
      Rows rows = new Rows();
      ConformCounts counts = block.forEachRow(rows);
      String location = UUID.randomUUID().toString();
      store.staged.put(location, rows.values);
      store.fault.at(Step.AFTER_STAGE);
      return StagedBlock.of(
          block.id(), location, counts.records(), counts.recordsNulled(), block.bytes());
    }

    @Override
    public CommitReceipt commit(CommitUnit unit) throws IOException {
      store.fault.at(Step.BEFORE_COMMIT);
      List<CommitUnit.CommitStep> steps;
      synchronized (store) {
        steps = unit.remaining(store.states.get(unit.scope()));
        store.fault.at(Step.IN_COMMIT);
        for (CommitUnit.CommitStep step : steps) {
          apply(unit, step);
        }
        if (!steps.isEmpty()) {
          store.commits++;
          store.states.put(
              unit.scope(),
              StoredState.of(
                  unit.last().state(),
                  unit.last().token(),
                  unit.last().seq(),
                  unit.last().runId()));
        }
      }
      store.fault.at(Step.AFTER_COMMIT);
      return CommitReceipt.of(unit, steps);
    }

    private void apply(CommitUnit unit, CommitUnit.CommitStep step) throws IOException {
      for (Map.Entry<StreamDescriptor, Generation> entry :
          step.checkpoint().generations().entrySet()) {
        begin(entry.getKey(), entry.getValue());
      }
      for (StagedBlock block : step.blocks()) {
        StreamDescriptor stream = block.id().stream();
        boolean replaces = step.checkpoint().generations().get(stream).replacesOlder();
        List<String> rows = store.staged.get(block.location());
        if (rows == null) {
          throw new IOException("a staged block is missing: " + block);
        }
        (replaces ? store.pending : store.tables)
            .computeIfAbsent(stream, s -> new ArrayList<>())
            .addAll(rows);
      }
      for (StreamDescriptor stream : step.checkpoint().completes()) {
        Generation generation = step.checkpoint().generations().get(stream);
        if (generation.replacesOlder()) {
          List<String> rows = store.pending.remove(stream);
          store.tables.put(stream, rows == null ? new ArrayList<>() : rows);
        }
        store.generations.put(
            stream, StoredGeneration.of(generation.id(), true, generation.replacesOlder()));
      }
    }

    private void begin(StreamDescriptor stream, Generation generation) {
      StoredGeneration stored = store.generations.get(stream);
      if (stored == null || stored.id() != generation.id()) {
        store.pending.remove(stream);
        store.generations.put(
            stream, StoredGeneration.of(generation.id(), false, generation.replacesOlder()));
      }
    }

    @Override
    public void abandon(StagedBlock block) {
      store.staged.remove(block.location());
    }

    @Override
    public void close() {}
  }

  private static final class Rows implements RowHandler {
    final List<String> values = new ArrayList<>();
    private String row = "null";

    @Override
    public void startRow(long emittedAtMillis) {
      row = "null";
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      if (column == 0) {
        row = new String(json, offset, length, StandardCharsets.UTF_8);
      }
    }

    @Override
    public void endRow(@Nullable String meta) {
      values.add(row);
    }
  }
}
