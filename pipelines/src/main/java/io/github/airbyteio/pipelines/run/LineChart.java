package io.github.airbyteio.pipelines.run;

import java.util.List;
import java.util.Locale;

/**
 * Draws lines over time as SVG. The colours are those of the page: classes {@code s0} to {@code
 * s7}.
 */
final class LineChart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 230;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 14;
  private static final int BOTTOM = 32;
  private static final int TICKS = 5;

  /**
   * @param name as it is to be shown
   * @param values one a point in time
   */
  record Series(String name, double[] values) {}

  private final double[] seconds;
  private final List<Series> series;
  private final double maxX;
  private final double stepY;
  private final double maxY;

  private LineChart(double[] seconds, List<Series> series) {
    this.seconds = seconds;
    this.series = series;
    this.maxX = Math.max(seconds[seconds.length - 1], 1e-3);
    double highest = 0;
    for (Series each : series) {
      for (double value : each.values()) {
        highest = Math.max(highest, value);
      }
    }
    this.stepY = niceStep(Math.max(highest, 1) / TICKS);
    this.maxY = Math.ceil(Math.max(highest, 1) / stepY) * stepY;
  }

  /**
   * @param seconds the points in time, at least one
   * @param label what the chart shows, for those who cannot see it
   */
  static String svg(String label, double[] seconds, List<Series> series) {
    return new LineChart(seconds, series).draw(label);
  }

  private String draw(String label) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            HEIGHT,
            Html.text(label)));
    for (double y = 0; y <= maxY + stepY / 2; y += stepY) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y(y),
              y(y),
              LEFT - 8,
              y(y) + 4,
              Html.compact(y)));
    }
    double stepX = timeStep(maxX / TICKS);
    for (double x = 0; x <= maxX; x += stepX) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
              x(x),
              HEIGHT - 10,
              x == 0 ? "start" : x(x) > WIDTH - 40 ? "end" : "middle",
              Html.seconds(x)));
    }
    // The first series is drawn last, above the others.
    for (int i = series.size() - 1; i >= 0; i--) {
      line(svg, i);
    }
    return svg.append("</svg>").toString();
  }

  private void line(StringBuilder svg, int index) {
    svg.append("<polyline class=\"line s").append(index).append("\" points=\"");
    double[] values = series.get(index).values();
    for (int i = 0; i < values.length; i++) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(seconds[i]), y(values[i])));
    }
    svg.append("\"><title>")
        .append(Html.text(series.get(index).name()))
        .append("</title></polyline>");
  }

  private double x(double second) {
    return LEFT + (WIDTH - LEFT - RIGHT) * second / maxX;
  }

  private double y(double value) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / maxY);
  }

  /** 1, 2 or 5 times a power of ten, at least this. */
  private static double niceStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return Math.max(1, factor * power);
      }
    }
    return Math.max(1, 10 * power);
  }

  private static double timeStep(double least) {
    for (double step : new double[] {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600}) {
      if (step >= least) {
        return least < 1 ? niceFraction(least) : step;
      }
    }
    return Math.ceil(least / 3600) * 3600;
  }

  private static double niceFraction(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-4))));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
