package io.github.airbyteio.beam;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.store.FileStateStore;
import io.github.airbyteio.testing.FakeConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.Lineage;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/beam-io.md says. */
class BeamIoPageIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern METRIC =
      Pattern.compile("^\\| `(\\w+)(/STREAM)?` \\|", Pattern.MULTILINE);

  @TempDir Path folder;

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/beam-io.md"));
  }

  private Connection connection() throws IOException {
    return Connection.of(FakeConnector.create().install(folder)).withId("page");
  }

  @Test
  void itsExamplesCompile() throws IOException {
    String source =
        squeezed(
            Files.readString(
                ROOT.resolve(
                    "integration-tests/src/test/java/io/github/airbyteio/beam/BeamIoExamples.java")));
    var examples = EXAMPLE.matcher(page()).results().map(match -> match.group(1)).toList();

    assertThat(examples)
        .hasSizeGreaterThan(5)
        .allSatisfy(example -> assertThat(source).contains(squeezed(example)));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void theExampleOfCommitStatesRuns() throws IOException {
    BeamIoExamples.commitStates(Pipeline.create(), connection(), folder.toString());

    assertThat(FileStateStore.in(folder + "/states").load("page").states()).hasSize(2);
    try (var files = Files.list(folder)) {
      assertThat(files).anyMatch(file -> file.getFileName().toString().startsWith("users-"));
    }
  }

  @Test
  void itsMetricsAreThereAndNoOthers() throws IOException {
    DuckDbSink sink = DuckDbSink.to(folder.resolve("page.duckdb").toString());
    Pipeline pipeline = Pipeline.create();
    ReadResult read = pipeline.apply(AirbyteIO.read(connection()).withStateFrom(sink));
    read.apply(AirbyteIO.write(sink));

    MetricResults metrics = pipeline.run().metrics();

    Map<String, Long> counters = new TreeMap<>();
    metrics
        .queryMetrics(MetricsFilter.builder().build())
        .getCounters()
        .forEach(
            counter -> {
              if (counter.getName().getNamespace().equals("airbyteio")) {
                counters.put(counter.getName().getName(), counter.getAttempted());
              }
            });
    assertThat(counters)
        .containsEntry("attempts", 1L)
        .containsEntry("records_read/users", 5L)
        .containsEntry("records_staged/orders", 5L)
        .containsEntry("records_nulled/orders", 0L)
        .containsEntry("records_committed/users", 5L)
        .containsEntry("bytes_staged/users", counters.get("bytes_read/users"))
        .containsEntry("bytes_committed/users", counters.get("bytes_read/users"));
    assertThat(counters.get("checkpoints_committed")).isPositive();
    Set<String> documented = new TreeSet<>();
    for (MatchResult metric : METRIC.matcher(page()).results().toList()) {
      documented.add(metric.group(1));
    }
    assertThat(documented)
        .hasSizeGreaterThan(10)
        .containsAll(counters.keySet().stream().map(name -> name.split("/", 2)[0]).toList());
    assertThat(Lineage.query(metrics, Lineage.Type.SOURCE))
        .containsExactlyInAnyOrder("airbyte:source-fake.users", "airbyte:source-fake.orders");
  }
}
