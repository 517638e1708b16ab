package io.github.airbyteio.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.airbyteio.testing.services.Chromium;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser. */
class HtmlReportIT {
  @TempDir Path folder;

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
