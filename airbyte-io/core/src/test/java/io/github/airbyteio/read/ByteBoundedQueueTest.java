package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.state.ReadEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ByteBoundedQueueTest {
  private static final int MAX = 100;

  private final ByteBoundedQueue queue = new ByteBoundedQueue(MAX);

  private static SessionItem records(int bytes) {
    return new SessionItem.Records(StdoutReplay.USERS, 1, new byte[bytes]);
  }

  @Test
  void itNeverHoldsMoreThanItsBytesWhateverTheSizes() throws Exception {
    AtomicLong put = new AtomicLong();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < 1_000; i++) {
                  int bytes = 1 + i * 37 % MAX;
                  queue.put(records(bytes));
                  put.addAndGet(bytes);
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    long taken = 0;
    for (int i = 0; i < 1_000; i++) {
      // What was put is read first: what is taken in between only makes the difference smaller.
      assertThat(put.get() - taken).isLessThanOrEqualTo(MAX);
      taken += queue.poll(TimeUnit.MINUTES.toNanos(1)).bytes();
    }

    writer.get(1, TimeUnit.MINUTES);
    assertThat(taken).isEqualTo(put.get());
  }

  @Test
  void anItemLargerThanTheQueueIsTakenWhenNoOtherHoldsBytes() throws Exception {
    queue.put(new SessionItem.Event(ReadEvent.of(ReadEvent.Kind.WARNING, null, "before")));
    queue.put(records(10 * MAX));

    assertThat(queue.holdsBytes()).isTrue();
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.poll(0)).isInstanceOf(SessionItem.Event.class);
    assertThat(queue.poll(0)).isInstanceOf(SessionItem.Records.class);
    assertThat(queue.holdsBytes()).isFalse();
  }

  @Test
  void closingLetsAWaitingWriterGo() throws Exception {
    queue.put(records(MAX));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                queue.put(records(MAX));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    queue.close();

    writer.get(1, TimeUnit.MINUTES);
    assertThat(queue.poll(0)).isNotNull();
  }
}
