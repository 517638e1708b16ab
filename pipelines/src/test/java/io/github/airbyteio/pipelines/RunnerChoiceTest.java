package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.postgres.PostgresSink;
import io.github.airbyteio.read.ProcessLayout;
import org.junit.jupiter.api.Test;

class RunnerChoiceTest {
  @Test
  void oneConnectorIntoALocalFileLeavesItACore() {
    DuckDbSink file = DuckDbSink.to("x.duckdb");
    assertThat(RunnerChoice.directThreads(file, ProcessLayout.perConnection(), 1)).isEqualTo(1);
    assertThat(RunnerChoice.directThreads(file, ProcessLayout.perConnection(), 2)).isEqualTo(1);
    assertThat(RunnerChoice.directThreads(file, ProcessLayout.perConnection(), 8)).isEqualTo(7);
  }

  @Test
  void severalConnectorsAndStoresBehindANetworkGetWhatTheRunnerTakes() {
    DuckDbSink file = DuckDbSink.to("x.duckdb");
    assertThat(RunnerChoice.directThreads(file, ProcessLayout.grouped(2), 2)).isNull();
    assertThat(RunnerChoice.directThreads(file, ProcessLayout.perStream(), 2)).isNull();
    assertThat(
            RunnerChoice.directThreads(
                PostgresSink.to("db", 5432, "x"), ProcessLayout.perConnection(), 2))
        .isNull();
  }
}
