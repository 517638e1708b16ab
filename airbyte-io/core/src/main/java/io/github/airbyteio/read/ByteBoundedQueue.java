package io.github.airbyteio.read;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A queue between the thread that pumps a pipe and the one that emits, bounded in bytes: when it is
 * full the pump waits, the pipe fills, and the connector is blocked. One item is always accepted,
 * however large.
 */
final class ByteBoundedQueue {
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<SessionItem> items = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  ByteBoundedQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds an item, waiting for room. Drops it when the queue is closed. */
  void put(SessionItem item) throws InterruptedException {
    lock.lock();
    try {
      while (!closed && bytes > 0 && bytes + item.bytes() > maxBytes) {
        changed.await();
      }
      if (!closed) {
        items.add(item);
        bytes += item.bytes();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds an item whether there is room or not: the thread that empties the queue cannot wait. */
  void add(SessionItem item) {
    lock.lock();
    try {
      if (!closed) {
        items.add(item);
        bytes += item.bytes();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes the first item, or returns null when none has come within the time. */
  @Nullable SessionItem poll(long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (items.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      SessionItem item = items.poll();
      if (item != null) {
        bytes -= item.bytes();
        changed.signalAll();
      }
      return item;
    } finally {
      lock.unlock();
    }
  }

  /** Whether any record is in it: only then a writer may have to wait. */
  boolean holdsBytes() {
    lock.lock();
    try {
      return bytes > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a writer finds no room. */
  boolean isFull() {
    lock.lock();
    try {
      return bytes >= maxBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Lets a waiting writer go; what comes later is dropped. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
