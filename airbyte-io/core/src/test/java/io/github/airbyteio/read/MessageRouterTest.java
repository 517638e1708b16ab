package io.github.airbyteio.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRouterTest {
  private static MessageRouter router(ByteBoundedQueue queue) {
    return new MessageRouter(
        List.of(StdoutReplay.USERS, StdoutReplay.ORDERS),
        true,
        null,
        queue,
        text -> text,
        ReadSettings.standard(),
        new Heartbeat(Duration.ofHours(3), System::nanoTime));
  }

  private static List<SessionItem> items(ByteBoundedQueue queue) throws InterruptedException {
    List<SessionItem> items = new ArrayList<>();
    for (SessionItem item = queue.poll(0); item != null; item = queue.poll(0)) {
      items.add(item);
    }
    return items;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void ofStatesInQuickSuccessionTheLastIsPassedOnAlsoBeforeAFailure(int exitCode) throws Exception {
    int states = 1_000;
    String stdout =
        IntStream.rangeClosed(1, states)
            .mapToObj(
                i ->
                    StdoutReplay.user(i)
                        + "\n"
                        + StdoutReplay.STATE.replace("\"c\":1", "\"c\":" + i)
                        + "\n"
                        + StdoutReplay.record("orders", "{\"id\":" + i + "}")
                        + "\n")
            .collect(Collectors.joining());
    ByteBoundedQueue queue = new ByteBoundedQueue(Long.MAX_VALUE);

    router(queue)
        .route(
            new StdoutReplay.Replay(
                new ByteArrayInputStream(stdout.getBytes(StandardCharsets.UTF_8)), exitCode));

    List<SessionItem> items = items(queue);
    List<SessionItem.State> passed =
        items.stream()
            .filter(SessionItem.State.class::isInstance)
            .map(SessionItem.State.class::cast)
            .toList();
    assertThat(passed.size()).isBetween(1, states / 10);
    assertThat(passed.get(passed.size() - 1).state().json()).contains("\"c\":" + states);
    assertThat(items.get(items.size() - 1))
        .isInstanceOf(exitCode == 0 ? SessionItem.Succeeded.class : SessionItem.Failed.class);
    assertThat(
            items.stream()
                .mapToLong(item -> item instanceof SessionItem.Records r ? r.count() : 0)
                .sum())
        .isEqualTo(2 * states);
  }

  @Test
  void theThreadThatEmptiesTheQueueDoesNotWaitForRoomInIt() throws Exception {
    ByteBoundedQueue queue = new ByteBoundedQueue(10);
    MessageRouter router = router(queue);
    try (PipedOutputStream stdout = new PipedOutputStream();
        PipedInputStream pipe = new PipedInputStream(stdout, 1 << 16)) {
      CompletableFuture<Void> pump =
          CompletableFuture.runAsync(
              () -> {
                try {
                  router.route(new StdoutReplay.Replay(pipe, 0));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      stdout.write(
          (StdoutReplay.user(1) + "\n" + StdoutReplay.record("orders", "{\"id\":2}") + "\n")
              .getBytes(StandardCharsets.UTF_8));
      stdout.flush();
      CompletableFuture<Integer> flushed =
          CompletableFuture.supplyAsync(
              () -> {
                int blocks = 0;
                while (blocks < 2) {
                  boolean unused = router.flushOpenBlocks();
                  try {
                    blocks += items(queue).size();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
                return blocks;
              });

      assertThat(flushed.get(1, TimeUnit.MINUTES)).isEqualTo(2);
      stdout.close();
      pump.get(1, TimeUnit.MINUTES);
    }
  }
}
