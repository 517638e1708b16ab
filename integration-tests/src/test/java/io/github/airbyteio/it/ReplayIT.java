package io.github.airbyteio.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.ReplayConnector;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fast source and a small heap: a million records pass through, memory stays flat. */
class ReplayIT {
  private static final int RECORDS = 1_000_000;

  @TempDir Path folder;

  @Test
  void aMillionRecordsPassThroughASmallHeap() throws Exception {
    Path messages = ReplayConnector.fiveStrings(folder.resolve("messages.jsonl"), RECORDS, 50_000);
    Path script =
        ReplayConnector.write(
            folder.resolve("connector"), ReplayConnector.FIVE_STRINGS_CATALOG, messages);

    CommandLineRun run =
        CommandLineRun.start(
            folder,
            List.of(
                CommandLineRun.java(),
                "-Xmx256m",
                "-jar",
                System.getProperty("airbyteio.jar"),
                "sync",
                "--source",
                "exec:" + script,
                "--to",
                "duckdb:replay.duckdb",
                "--json"));

    assertThat(run.await()).as(run.story()).isZero();
    assertThat(run.document().path("streams").path(0).path("records_committed").asInt())
        .isEqualTo(RECORDS);
    assertThat(
            Database.query(
                folder.resolve("replay.duckdb"),
                "SELECT count(*), count(DISTINCT field1), min(field5), max(field5) FROM strings"))
        .containsExactly(
            List.of(
                "1000000", "1000000", "value of field 5 00000001", "value of field 5 01000000"));
  }
}
