package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.testing.services.Chromium;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
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

  @Test
  void aBrowserShowsIt() throws Exception {
    if (!Chromium.isPossible()) {
      System.err.println("SKIPPED: there is no Chromium, and it cannot be installed without root.");
    }
    assumeTrue(Chromium.isPossible());
    Chromium browser = Chromium.install();
    RunFolder run = SampleReport.play(folder, 40);
    Path picture = folder.resolve("report.png");

    browser.screenshot(run.file(RunFolder.PAGE), picture, 1200, 1500);
    String dom = browser.dom(run.file(RunFolder.PAGE));

    BufferedImage image = ImageIO.read(picture.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(colours.size()).isGreaterThan(50);
    String read = run.report().path("totals").path("records_read").asText();
    assertThat(dom)
        .contains(Html.number(Long.parseLong(read)), "4,321", "stream_39", "</svg>")
        .doesNotContain("<script", "<img");
  }
}
