package io.github.airbyteio.read;

import java.util.function.LongSupplier;

/**
 * Decides when a bundle has run long enough to be cut.
 *
 * <p>A cut at a checkpoint is free, one between checkpoints may cost a relaunch, so each has its
 * own limits. By bytes a bundle is at most an eighth of the heap, since a runner may hold several
 * of them at once.
 */
final class CutPolicy {
  private static final long MIB = 1L << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long HEAP_SHARE = Runtime.getRuntime().maxMemory() / 8;
  private static final long BYTES_ANYWHERE = Math.max(4 * MIB, Math.min(64 * MIB, HEAP_SHARE));
  private static final long BYTES_AT_CHECKPOINT = BYTES_ANYWHERE / 2;

  private final LongSupplier nanoClock;
  private final long started;
  private long bytes;

  CutPolicy(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.started = nanoClock.getAsLong();
  }

  void emitted(long emittedBytes) {
    bytes += emittedBytes;
  }

  boolean cutAtCheckpoint() {
    return bytes >= BYTES_AT_CHECKPOINT || nanoClock.getAsLong() - started >= 2 * SECOND;
  }

  boolean cutAnywhere() {
    return bytes >= BYTES_ANYWHERE || nanoClock.getAsLong() - started >= 10 * SECOND;
  }
}
