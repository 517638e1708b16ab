package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StaleCheckpointException;
import io.github.airbyteio.testing.services.PostgresServer;
import io.github.airbyteio.testing.sink.StreamWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is staged is invisible, may be staged twice, is removed when it is done with. */
class PostgresStagingIT {
  private static final String ID = "\"id\":{\"type\":\"integer\"},\"v\":{\"type\":\"string\"}";

  private final PostgresHarness harness = PostgresHarness.of(SharedServer.sink());

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static StreamWriter writer(PostgresHarness on) {
    return new StreamWriter(on, "c", StreamDescriptor.of("s"), ID);
  }

  private static String id(long id) {
    return "{\"id\":" + id + "}";
  }

  private static List<String> ids(int until) {
    return IntStream.range(0, until).mapToObj(String::valueOf).sorted().toList();
  }

  @Test
  void blocksOfManyTablesAreCommittedTogetherAndNothingOfThemStays() throws Exception {
    for (WriteMode mode : new WriteMode[] {WriteMode.APPEND, WriteMode.APPEND_DEDUP}) {
      int blocks = 2 * StagingTable.BLOCKS + 5;
      StreamWriter writer =
          new StreamWriter(harness, "c", StreamDescriptor.of(mode.wireName()), ID)
              .withMode(mode)
              .withKey("id");
      try (SinkConnection connection = harness.sink().open()) {
        connection.prepare(writer.target());
        List<StagedBlock> staged = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
          staged.add(writer.stage(connection, id(i)));
        }
        assertThat(harness.staged()).hasSize(3);
        assertThat(writer.rows()).as("invisible").isEmpty();

        assertThat(connection.commit(writer.unit(connection, false, staged)).checkpoints())
            .isEqualTo(1);
        assertThat(harness.staged()).isEmpty();
        assertThat(writer.values("id")).isEqualTo(ids(blocks));
      }
    }
  }

  @Test
  void whatIsStagedBehindACommitStaysUntilItsOwn() throws Exception {
    StreamWriter writer = writer(harness);
    try (SinkConnection connection = harness.sink().open()) {
      connection.prepare(writer.target());
      StagedBlock first = writer.stage(connection, id(0));
      StagedBlock second = writer.stage(connection, id(1));
      StagedBlock third = writer.stage(connection, id(2));
      connection.commit(writer.unit(connection, false, List.of(first)));
      assertThat(writer.values("id")).containsExactly("0");
      connection.commit(writer.unit(connection, false, List.of(second)));
      assertThat(harness.staged()).hasSize(1);

      connection.abandon(third);
      assertThat(harness.staged()).isEmpty();
      connection.abandon(third);
      assertThat(writer.values("id")).containsExactly("0", "1");
    }
  }

  @Test
  void aBlockThatIsStagedTwiceIsCommittedOnce() throws Exception {
    StreamWriter writer = writer(harness);
    try (SinkConnection connection = harness.sink().open();
        SinkConnection other = harness.sink().open()) {
      connection.prepare(writer.target());
      StagedBlock lost = writer.newRun(1).stage(other, id(1));
      StagedLocation location = StagedLocation.of(lost);
      harness.execute(
          "INSERT INTO "
              + location.table()
              + " SELECT c0, c1, e, x, n, b, l + 1 FROM "
              + location.table());
      connection.commit(writer.unit(connection, false, List.of(lost)));
      assertThat(writer.values("id")).containsExactly("1");
      assertThat(harness.staged()).as("the twin is settled too").isEmpty();
    }
  }

  @Test
  void workersStageAtTheSameTime() throws Exception {
    StreamWriter writer = writer(harness);
    writer.prepare();
    int workers = 4;
    List<CompletableFuture<List<StagedBlock>>> running = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      int worker = w;
      running.add(CompletableFuture.supplyAsync(() -> stageSome(writer, worker)));
    }
    List<StagedBlock> staged = new ArrayList<>();
    running.forEach(each -> staged.addAll(each.join()));
    try (SinkConnection connection = harness.sink().open()) {
      connection.prepare(writer.target());
      connection.commit(writer.unit(connection, false, staged));
    }
    assertThat(writer.values("id")).isEqualTo(ids(4 * 25));
  }

  private List<StagedBlock> stageSome(StreamWriter writer, int worker) {
    List<StagedBlock> staged = new ArrayList<>();
    try (SinkConnection connection = harness.sink().open()) {
      for (int i = 0; i < 25; i++) {
        synchronized (writer) {
          staged.add(writer.stage(connection, id(25 * worker + i)));
        }
      }
      return staged;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatADeadRunHasLeftGoesWhenTheNextOneBegins() throws Exception {
    SinkConnection dead = harness.sink().open();
    StreamWriter writer = writer(harness);
    dead.prepare(writer.target());
    writer.stage(dead, id(1));
    dead.close();
    PostgresHarness live = again();
    SinkConnection running = live.sink().open();
    writer(live).stage(running, id(2));
    assertThat(harness.staged()).hasSize(2);

    writer(again()).prepare();

    assertThat(harness.staged())
        .singleElement()
        .satisfies(
            table -> assertThat(StagingTable.stagingId(table)).isEqualTo(live.sink().stagingId()));
    running.close();
  }

  /** Another sink, as another run makes it, on the same schema. */
  private PostgresHarness again() {
    return new PostgresHarness(SharedServer.sink().withSchema(harness.sink().schema()));
  }

  @Test
  void ofTwoRunsAtOnceOneCommits() throws Exception {
    for (int round = 0; round < 10; round++) {
      StreamWriter one = writer(harness).newRun(1);
      StreamWriter two = writer(again()).newRun(1);
      one.prepare();
      try (SinkConnection first = harness.sink().open();
          SinkConnection second = again().sink().open()) {
        first.prepare(one.target());
        second.prepare(two.target());
        var unitOne = one.unit(first, false, List.of(one.stage(first, id(2 * round))));
        var unitTwo = two.unit(second, false, List.of(two.stage(second, id(2 * round + 1))));
        var outcomes =
            Stream.of(
                    CompletableFuture.supplyAsync(() -> outcome(() -> first.commit(unitOne))),
                    CompletableFuture.supplyAsync(() -> outcome(() -> second.commit(unitTwo))))
                .map(CompletableFuture::join)
                .toList();
        assertThat(outcomes).containsExactlyInAnyOrder("committed", "stale");
      }
      assertThat(one.rows()).hasSize(round + 1);
    }
  }

  private interface Attempt {
    CommitReceipt run() throws IOException;
  }

  private static String outcome(Attempt attempt) {
    try {
      return attempt.run().checkpoints() == 1 ? "committed" : "nothing";
    } catch (StaleCheckpointException e) {
      return "stale";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A small file system of its own for the table's space, as only root can make it. */
  @Test
  void aFullDiskIsNamedAndNothingIsCommitted() throws Exception {
    assumeThat(System.getProperty("user.name")).as("mounting needs root").isEqualTo("root");
    try (PostgresServer server = PostgresServer.start()) {
      Path disk = Files.createDirectory(server.folder().resolve("disk"));
      assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()))
          .as("mount is allowed")
          .isZero();
      try {
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path space = disk.resolve("space");
        assertThat(
                run(
                    "setpriv",
                    "--reuid=nobody",
                    "--regid=nogroup",
                    "--clear-groups",
                    "mkdir",
                    space.toString()))
            .isZero();
        PostgresHarness small = PostgresHarness.of(SharedServer.sink(server));
        small.execute("CREATE TABLESPACE small LOCATION '" + space + "'");
        small.execute("ALTER DATABASE postgres SET default_tablespace = small");
        StreamWriter writer = writer(small);
        writer.commit(id(1));

        AirbyteIoException failure =
            catchThrowableOfType(
                AirbyteIoException.class, () -> writer.newRun(1).commit(large(200_000)));

        assertThat(failure.category()).isEqualTo(Category.SINK);
        assertThat(failure.hint()).contains("disk is full");
        assertThat(writer.values("id")).containsExactly("1");
        assertThat(writer.newRun(1).commit(id(2)).checkpoints()).as("later").isEqualTo(1);
      } finally {
        server.stop();
        assertThat(run("umount", disk.toString())).isZero();
      }
    }
  }

  private static String[] large(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(i -> "{\"id\":" + i + ",\"v\":\"" + "x".repeat(100) + "\"}")
        .toArray(String[]::new);
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
