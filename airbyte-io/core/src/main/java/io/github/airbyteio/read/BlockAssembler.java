package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Gathers the record lines of each stream into blocks, and the states behind them: one that is soon
 * followed by another of its scope need not be passed on, for the later one covers the earlier. A
 * state is passed on behind the blocks that it covers and before the records that came after it.
 * Not thread-safe.
 */
final class BlockAssembler {
  /** Large enough that the cost of an element vanishes, small enough that a few fit in any heap. */
  static final int BLOCK_BYTES = 2 << 20;

  private final int blockBytes;
  private final Map<StreamDescriptor, OpenBlock> open = new LinkedHashMap<>();

  /** The buffer of the last full block: the next one need not grow a new one step by step. */
  private @Nullable ByteArrayOutputStream spare;

  /** The last state of each scope that was not passed on, in their order. */
  private final Map<Optional<StreamDescriptor>, SessionItem.State> held = new LinkedHashMap<>();

  BlockAssembler(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  /**
   * Adds lines and returns what is to be passed on now that a block is full, mostly nothing.
   *
   * @param count how many lines the slice has; the newline behind the last one is not in it
   */
  List<SessionItem> add(StreamDescriptor stream, int count, byte[] buffer, int start, int end) {
    OpenBlock block = open.computeIfAbsent(stream, s -> new OpenBlock(takeBuffer()));
    block.lines.write(buffer, start, end - start);
    block.lines.write('\n');
    block.count += count;
    if (block.lines.size() < blockBytes) {
      return List.of();
    }
    List<SessionItem> full = release();
    if (block.lines.size() >= blockBytes) {
      full.add(close(stream));
    }
    return full;
  }

  /** Takes a state, which covers all records of its scope so far. */
  void hold(SessionItem.State state) {
    StreamDescriptor stream = state.state().stream();
    for (Map.Entry<StreamDescriptor, OpenBlock> block : open.entrySet()) {
      if (stream == null || stream.equals(block.getKey())) {
        block.getValue().cover();
      }
    }
    Optional<StreamDescriptor> scope = Optional.ofNullable(stream);
    held.remove(scope);
    held.put(scope, state);
  }

  /** Gives the states that are held, each behind the records that it covers. */
  List<SessionItem> release() {
    List<SessionItem> released = new ArrayList<>();
    if (held.isEmpty()) {
      return released;
    }
    open.forEach(
        (stream, block) -> {
          if (block.coveredCount > 0) {
            released.add(block.cutCovered(stream));
          }
        });
    open.values().removeIf(block -> block.count == 0);
    released.addAll(held.values());
    held.clear();
    return released;
  }

  /** Gives everything. */
  List<SessionItem> closeAll() {
    List<SessionItem> all = release();
    for (StreamDescriptor stream : List.copyOf(open.keySet())) {
      all.add(close(stream));
    }
    return all;
  }

  private SessionItem close(StreamDescriptor stream) {
    OpenBlock block = open.remove(stream);
    byte[] lines = block.lines.toByteArray();
    // That of a large record is not kept.
    if (lines.length >= blockBytes && lines.length < 2 * blockBytes) {
      block.lines.reset();
      spare = block.lines;
    }
    return new SessionItem.Records(stream, block.count, lines);
  }

  private ByteArrayOutputStream takeBuffer() {
    ByteArrayOutputStream buffer = spare == null ? new ByteArrayOutputStream(16 << 10) : spare;
    spare = null;
    return buffer;
  }

  private static final class OpenBlock {
    private final ByteArrayOutputStream lines;
    private long count;
    private int coveredBytes;
    private long coveredCount;

    OpenBlock(ByteArrayOutputStream empty) {
      this.lines = empty;
    }

    void cover() {
      coveredBytes = lines.size();
      coveredCount = count;
    }

    SessionItem cutCovered(StreamDescriptor stream) {
      byte[] all = lines.toByteArray();
      byte[] covered = coveredBytes == all.length ? all : Arrays.copyOf(all, coveredBytes);
      SessionItem block = new SessionItem.Records(stream, coveredCount, covered);
      lines.reset();
      lines.write(all, coveredBytes, all.length - coveredBytes);
      count -= coveredCount;
      coveredBytes = 0;
      coveredCount = 0;
      return block;
    }
  }
}
