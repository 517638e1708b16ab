package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  @TempDir Path folder;

  @Test
  void thePageIsCompleteAndLoadsNothing() throws Exception {
    RunFolder run = SampleReport.play(folder, 3);
    String page = Files.readString(run.file(RunFolder.PAGE));
    assertThat(page)
        .contains("<svg", "</html>", "column vip BOOLEAN added", "4,321", "Content-Security-Policy")
        .doesNotContain("<script", "<img", "onerror=alert(2)>", "http://", "https://", "url(")
        .contains("&lt;script&gt;");
  }

  @Test
  void theReportHoldsWhatWasSeen() throws Exception {
    JsonNode report = SampleReport.play(folder, 40).report();
    assertThat(report.path("schema_version").asInt()).isEqualTo(1);
    assertThat(report.path("streams")).hasSize(40);
    assertThat(report.path("streams").get(0).path("seconds").asDouble()).isEqualTo(299.0);
    assertThat(report.path("run").path("state_scope").asText()).isEqualTo("stream");
    assertThat(report.path("run").path("exit_code").asInt()).isEqualTo(7);
    assertThat(report.path("timeline").path("seconds").size()).isBetween(100, 240);
    assertThat(report.path("timeline").path("series")).hasSize(8);
    assertThat(report.path("timeline").path("series").get(7).path("streams").asInt()).isEqualTo(33);
    assertThat(report.path("nulled_values").get(1).path("field").asText())
        .isEqualTo(SampleReport.HOSTILE);
    long read = 0;
    for (JsonNode stream : report.path("streams")) {
      read += stream.path("records_read").asLong();
    }
    assertThat(report.path("totals").path("records_read").asLong()).isEqualTo(read);
  }
}
