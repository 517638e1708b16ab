package io.github.airbyteio.read;

import static io.github.airbyteio.read.StdoutReplay.ORDERS;
import static io.github.airbyteio.read.StdoutReplay.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConnectorSessionTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String RUNNING = status("RUNNING");

  private static String status(String word) {
    return "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"stream_status\":{\"stream_descriptor\":{\"name\":\"users\"},\"status\":\""
        + word
        + "\"}}}";
  }

  private static ConnectorSession session(ConnectorProcess process, LongSupplier clock) {
    ByteBoundedQueue queue = new ByteBoundedQueue(1 << 20);
    Heartbeat heartbeat = new Heartbeat(LIMIT, clock);
    ReadSettings settings = ReadSettings.standard().toBuilder().setHeartbeat(LIMIT).build();
    MessageRouter router =
        new MessageRouter(
            List.of(USERS, ORDERS), true, null, queue, text -> text, settings, heartbeat);
    return new ConnectorSession("a1", process, router, queue, heartbeat);
  }

  /** Takes items until the session fails. */
  private static List<SessionItem> drain(ConnectorSession session) throws InterruptedException {
    List<SessionItem> items = new ArrayList<>();
    while (true) {
      SessionItem item = session.peek(Duration.ofMillis(10));
      if (item instanceof SessionItem.Failed) {
        items.add(item);
        return items;
      }
      if (item != null) {
        items.add(item);
        session.take();
      }
    }
  }

  @Test
  void aSourceThatHangsAndRepeatsItsStatusIsStopped() throws Exception {
    AtomicLong clock = new AtomicLong();
    // Time passes as the source talks.
    LongSupplier ticking = () -> clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    try (Talker process =
        new Talker(
            List.of(StdoutReplay.user(1), StdoutReplay.STATE),
            List.of(RUNNING, status("STARTED"), error()))) {
      List<SessionItem> items = drain(session(process, ticking));

      assertThat(items).anyMatch(SessionItem.Records.class::isInstance);
      assertThat(items).anyMatch(SessionItem.State.class::isInstance);
      assertThat(((SessionItem.Failed) items.get(items.size() - 1)).message())
          .contains("no records or state for 600 s");
      assertThat(process.closed.getCount()).isZero();
    }
  }

  private static String error() {
    return "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"error\":{\"message\":\"again\"}}}";
  }

  @Test
  void theTimeAfterTheEndOfStdoutIsTheExitsOwn() throws Exception {
    AtomicLong clock = new AtomicLong();
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch ends = new CountDownLatch(1);
    ConnectorProcess process =
        new Talker(List.of(StdoutReplay.user(1)), List.of()) {
          @Override
          public int waitFor(Duration grace) throws InterruptedException {
            waiting.countDown();
            assertThat(ends.await(1, TimeUnit.MINUTES)).isTrue();
            return 1;
          }
        };
    ConnectorSession session = session(process, clock::get);
    assertThat(waiting.await(1, TimeUnit.MINUTES)).isTrue();

    clock.addAndGet(LIMIT.toNanos() * 2);
    // The first peek may give the record; no later one gives anything before the process ends.
    for (SessionItem item = session.peek(Duration.ZERO); item != null; ) {
      assertThat(item).isInstanceOf(SessionItem.Records.class);
      session.take();
      clock.addAndGet(LIMIT.toNanos() * 2);
      item = session.peek(Duration.ZERO);
    }
    ends.countDown();

    assertThat(((SessionItem.Failed) drain(session).get(0)).message()).contains("exit code 1");
    process.close();
  }

  /** A live process that writes some lines, and others for ever; without those stdout ends. */
  private static class Talker implements ConnectorProcess {
    final CountDownLatch closed = new CountDownLatch(1);
    private final PipedInputStream stdout;

    Talker(List<String> first, List<String> forEver) throws IOException {
      PipedOutputStream out = new PipedOutputStream();
      this.stdout = new PipedInputStream(out, 1 << 12);
      Thread writer = new Thread(() -> write(out, first, forEver), "talker");
      writer.setDaemon(true);
      writer.start();
    }

    private void write(PipedOutputStream out, List<String> first, List<String> forEver) {
      try (out) {
        for (String line : first) {
          out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        while (closed.getCount() > 0 && !forEver.isEmpty()) {
          for (String line : forEver) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        }
      } catch (IOException e) {
        // Nobody reads any more.
      }
    }

    @Override
    public InputStream stdout() {
      return stdout;
    }

    @Override
    public String mask(String text) {
      return text;
    }

    @Override
    public void keepConfig(ObjectNode config) {}

    @Override
    public String stderrTail() {
      return "";
    }

    @Override
    public boolean isAlive() {
      return closed.getCount() > 0;
    }

    @Override
    public int waitFor(Duration grace) throws InterruptedException {
      return 143;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
