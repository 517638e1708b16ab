package io.github.airbyteio.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.InMemorySink.Step;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.RecordBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingThreadsTest {
  private static final StreamDescriptor ORDERS = StreamDescriptor.of("orders");
  private static final StreamTarget TARGET =
      StreamTarget.of(
          "c1",
          ORDERS,
          StreamSchema.of(List.of(Column.of("id", AirbyteType.INTEGER))),
          WriteMode.APPEND,
          List.of(),
          null);

  private final InMemorySink sink = new InMemorySink();

  private StagingThreads threads(int helpers) {
    return new StagingThreads(sink, Map.of(ORDERS, TARGET), helpers);
  }

  private static RecordBlock block(int index, String lines) {
    return RecordBlock.of(
        BlockId.of("attempt", ORDERS, index), index, 1, (lines + "\n").getBytes(UTF_8));
  }

  private static RecordBlock block(int index) {
    return block(index, line(index));
  }

  private static RecordBlock largeBlock(int index) {
    return block(index, line(index) + " ".repeat(StagingThreads.SMALL_BYTES));
  }

  private static String line(int index) {
    return "{\"type\":\"RECORD\",\"record\":{\"data\":{\"id\":" + index + "}}}";
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void eachBlockIsStagedOnce(int helpers) throws IOException {
    List<RunnableFuture<Stager.Result>> begun = new ArrayList<>();
    try (StagingThreads threads = threads(helpers)) {
      for (int i = 0; i < 50; i++) {
        begun.add(threads.stage(i % 2 == 0 ? block(i) : largeBlock(i)));
      }
      begun.forEach(RunnableFuture::run);
      for (int i = 0; i < begun.size(); i++) {
        StagedBlock staged = StagingThreads.await(begun.get(i)).staged();
        assertThat(staged.id()).isEqualTo(BlockId.of("attempt", ORDERS, i));
        assertThat(staged.records()).isEqualTo(1);
      }
    }
    assertThat(sink.stagedBlocks()).isEqualTo(50);
  }

  @Test
  void blocksAreStagedAtOnce() throws IOException {
    CyclicBarrier both = new CyclicBarrier(2);
    Set<String> names = ConcurrentHashMap.newKeySet();
    sink.failBy(
        step -> {
          if (step == Step.BEFORE_STAGE) {
            names.add(Thread.currentThread().getName());
            try {
              both.await(1, TimeUnit.MINUTES);
            } catch (Exception e) {
              throw new IOException("staged alone", e);
            }
          }
        });
    try (StagingThreads threads = threads(1)) {
      RunnableFuture<Stager.Result> first = threads.stage(largeBlock(0));
      RunnableFuture<Stager.Result> second = threads.stage(largeBlock(1));
      second.run();

      assertThat(StagingThreads.await(first).staged().records()).isEqualTo(1);
      assertThat(StagingThreads.await(second).staged().records()).isEqualTo(1);
    }
    assertThat(names)
        .containsExactlyInAnyOrder(Thread.currentThread().getName(), "airbyteio-stager");
  }

  @Test
  void aSmallBlockIsStagedWhenTheCallerReturns() throws IOException {
    try (StagingThreads threads = threads(3)) {
      assertThat(threads.stage(block(0)).isDone()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aFailureIsThatOfItsBlock(int helpers) throws IOException {
    AtomicInteger staged = new AtomicInteger();
    sink.failBy(
        step -> {
          if (step == Step.BEFORE_STAGE && staged.getAndIncrement() == 1) {
            throw new IOException("the disk is full");
          }
        });
    try (StagingThreads threads = threads(helpers)) {
      assertThat(StagingThreads.await(threads.stage(block(0))).staged().records()).isEqualTo(1);
      RunnableFuture<Stager.Result> second = threads.stage(block(1));
      assertThatThrownBy(() -> StagingThreads.await(second))
          .isInstanceOf(IOException.class)
          .hasMessage("the disk is full");
      assertThat(StagingThreads.await(threads.stage(block(2))).staged().records()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNoRecordIsRejected() throws IOException {
    try (StagingThreads threads = threads(1)) {
      Stager.Result result = StagingThreads.await(threads.stage(block(0, "{}")));

      assertThat(result.staged().rejection()).contains("Line 1 of the block is no RECORD");
      assertThat(result.rejection().stream()).isEqualTo(ORDERS);
    }
  }
}
