package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final InetSocketAddress FREE = InetSocketAddress.createUnresolved("localhost", 0);

  private static List<String> scrape(MetricsServer server) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/metrics"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static Snapshot committed(long records) {
    return Snapshot.of(
        Map.of(
            "records_read/a\"b",
            1_000L,
            "records_committed/a\"b",
            records,
            "bytes_committed/a\"b",
            records * 10,
            "states_committed/a\"b",
            records / 100),
        List.of("a\"b", "idle"));
  }

  @Test
  void onlyWhatIsDurableIsCountedAndNothingGoesBack() throws Exception {
    try (MetricsServer server = new MetricsServer(FREE, "x")) {
      server.show(committed(0), Instant.ofEpochSecond(5));
      assertThat(scrape(server))
          .contains(
              "airbyteio_records_committed_total{connection=\"x\",stream=\"a\\\"b\"} 0.0",
              "airbyteio_records_committed_total{connection=\"x\",stream=\"idle\"} 0.0",
              "airbyteio_streams{connection=\"x\"} 2.0")
          .noneMatch(line -> line.startsWith("airbyteio_last_commit"));

      server.show(committed(300), Instant.ofEpochSecond(7));
      server.show(committed(200), Instant.ofEpochSecond(9));
      assertThat(scrape(server))
          .contains(
              "airbyteio_records_committed_total{connection=\"x\",stream=\"a\\\"b\"} 300.0",
              "airbyteio_bytes_committed_total{connection=\"x\",stream=\"a\\\"b\"} 3000.0",
              "airbyteio_states_committed_total{connection=\"x\",stream=\"a\\\"b\"} 3.0",
              "airbyteio_last_commit_timestamp_seconds{connection=\"x\",stream=\"a\\\"b\"} 7.0")
          .noneMatch(line -> line.contains("1000"));
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (MetricsServer server = new MetricsServer(FREE, "x")) {
      InetSocketAddress taken = InetSocketAddress.createUnresolved("localhost", server.port());
      assertThatThrownBy(() -> new MetricsServer(taken, "y"))
          .hasMessageContaining("--metrics-addr localhost:" + server.port());
    }
  }
}
