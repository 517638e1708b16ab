package io.github.airbyteio.read;

import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Gathers the record lines of each stream into blocks. Not thread-safe. */
final class BlockAssembler {
  /** Large enough that the cost of an element vanishes, small enough that a few fit in any heap. */
  static final int BLOCK_BYTES = 2 << 20;

  private final int blockBytes;
  private final Map<StreamDescriptor, OpenBlock> open = new LinkedHashMap<>();

  BlockAssembler(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  /** Adds a line and returns the block that it has filled, or null. */
  @Nullable SessionItem add(StreamDescriptor stream, byte[] buffer, int start, int end) {
    OpenBlock block = open.computeIfAbsent(stream, s -> new OpenBlock());
    block.lines.write(buffer, start, end - start);
    block.lines.write('\n');
    block.count++;
    return block.lines.size() >= blockBytes ? close(stream) : null;
  }

  /** Closes the open blocks of the given streams. */
  List<SessionItem> close(Iterable<StreamDescriptor> streams) {
    List<SessionItem> closed = new ArrayList<>();
    for (StreamDescriptor stream : streams) {
      if (open.containsKey(stream)) {
        closed.add(close(stream));
      }
    }
    return closed;
  }

  List<SessionItem> closeAll() {
    return close(List.copyOf(open.keySet()));
  }

  private SessionItem close(StreamDescriptor stream) {
    OpenBlock block = open.remove(stream);
    return new SessionItem.Records(stream, block.count, block.lines.toByteArray());
  }

  private static final class OpenBlock {
    final ByteArrayOutputStream lines = new ByteArrayOutputStream(16 << 10);
    long count;
  }
}
