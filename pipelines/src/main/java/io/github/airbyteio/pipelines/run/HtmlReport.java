package io.github.airbyteio.pipelines.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a page of a {@code report.json}. It loads nothing and runs nothing; all texts in it, which
 * come from sources and connectors, are escaped.
 */
final class HtmlReport {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>%s</title>
      <style>
      %s</style>
      </head>
      <body><main>
      """;

  private final JsonNode report;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(JsonNode report) {
    this.report = report;
  }

  static String of(JsonNode report) throws IOException {
    HtmlReport made = new HtmlReport(report);
    made.page.append(HEAD.formatted("Sync of " + made.text("connection"), style()));
    made.header();
    made.cards();
    made.failure();
    made.charts();
    made.streams();
    made.schemaChanges();
    made.nulledValues();
    made.warnings();
    made.footer();
    return made.page.append("</main></body></html>\n").toString();
  }

  private static String style() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IOException("The resource report.css is missing in the jar.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String text(String field) {
    return text(report, field);
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNull() ? "" : Html.text(value.asText());
  }

  private void header() {
    JsonNode run = report.path("run");
    page.append("<header><h1>").append(text("connection")).append("</h1>");
    badge(report.path("status").asText());
    page.append("</header><p class=\"soft\">")
        .append(text(run, "source"))
        .append(" → ")
        .append(text(run, "target"))
        .append("</p><p class=\"soft\">")
        .append(text(run, "started"))
        .append(", took ")
        .append(Html.seconds(report.path("duration_seconds").asDouble()))
        .append(", run <code>")
        .append(text(run, "id"))
        .append("</code></p>\n");
  }

  private void badge(String status) {
    page.append("<span class=\"badge ")
        .append(status.replaceAll("[^a-z]", ""))
        .append("\">")
        .append(Html.text(status))
        .append("</span>");
  }

  private void cards() {
    JsonNode totals = report.path("totals");
    double seconds = Math.max(0.001, report.path("duration_seconds").asDouble());
    long read = totals.path("records_read").asLong();
    page.append("<div class=\"cards\">");
    card("records read", Html.number(read));
    card("records committed", Html.number(totals.path("records_committed").asLong()));
    card("read", Html.bytes(totals.path("bytes_read").asLong()));
    card("records a second", Html.number(Math.round(read / seconds)));
    card("with nulled values", Html.number(totals.path("records_nulled").asLong()));
    if (totals.path("records_rejected").asLong() > 0) {
      card("rejected", Html.number(totals.path("records_rejected").asLong()));
    }
    JsonNode run = report.path("run");
    if (run.has("rounds")) {
      String failed = run.path("rounds_failed").asLong() + " failed";
      card("rounds, " + failed, Html.number(run.path("rounds").asLong()));
    }
    page.append("</div>\n");
  }

  private void card(String what, String value) {
    page.append("<div class=\"card\"><b>")
        .append(value)
        .append("</b><span class=\"soft\">")
        .append(what)
        .append("</span></div>");
  }

  private void failure() {
    JsonNode error = report.path("error");
    if (!error.isObject()) {
      return;
    }
    page.append("<section class=\"failure\"><h2>What failed</h2><p>")
        .append(text(error, "message"))
        .append("</p><p class=\"soft\">")
        .append(text(error, "hint"))
        .append("</p></section>\n");
  }

  private void charts() {
    JsonNode timeline = report.path("timeline");
    double[] seconds = values(timeline.path("seconds"));
    if (seconds.length < 2 || timeline.path("series").isEmpty()) {
      return;
    }
    List<LineChart.Series> read = new ArrayList<>();
    List<LineChart.Series> rates = new ArrayList<>();
    for (JsonNode series : timeline.path("series")) {
      String name =
          series.path("name").isNull()
              ? series.path("streams").asInt() + " other streams"
              : series.path("name").asText();
      double[] counts = values(series.path("read"));
      read.add(new LineChart.Series(name, counts));
      rates.add(new LineChart.Series(name, rates(seconds, counts)));
    }
    page.append("<section><div class=\"charts\"><figure><figcaption>Records read</figcaption>")
        .append(LineChart.svg("Records read over time, by stream", seconds, read))
        .append("</figure><figure><figcaption>Records a second</figcaption>")
        .append(LineChart.svg("Records read in a second over time, by stream", seconds, rates))
        .append("</figure></div><ul class=\"legend\">");
    for (int i = 0; i < read.size(); i++) {
      page.append("<li><svg viewBox=\"0 0 26 8\" aria-hidden=\"true\"><line class=\"line s")
          .append(i)
          .append("\" x1=\"0\" x2=\"26\" y1=\"4\" y2=\"4\"/></svg>")
          .append(Html.text(read.get(i).name()))
          .append("</li>");
    }
    page.append("</ul></section>\n");
  }

  private static double[] values(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  private static double[] rates(double[] seconds, double[] counts) {
    double[] rates = new double[counts.length];
    for (int i = 1; i < counts.length; i++) {
      double time = seconds[i] - seconds[i - 1];
      rates[i] = time <= 0 ? 0 : Math.max(0, counts[i] - counts[i - 1]) / time;
    }
    return rates;
  }

  private void streams() {
    page.append("<section><h2>Streams</h2><div class=\"scroll\"><table><thead><tr>");
    page.append("<th>stream</th><th>mode</th>");
    for (String head : List.of("read", "committed", "nulled", "rejected", "size", "seconds")) {
      page.append("<th class=\"n\">").append(head).append("</th>");
    }
    page.append("<th>state</th><th>status</th></tr></thead><tbody>\n");
    List<JsonNode> rows = new ArrayList<>();
    report.path("streams").forEach(rows::add);
    // What failed is not to be looked for among hundreds.
    rows.sort(Comparator.comparing(row -> row.path("status").asText().equals("succeeded")));
    rows.forEach(this::stream);
    page.append("</tbody>");
    if (report.path("streams").size() > 1) {
      page.append("<tfoot><tr><td>total</td><td></td>");
      numbers(report.path("totals"));
      page.append("<td class=\"n\">")
          .append(report.path("duration_seconds").asText())
          .append("</td><td></td><td></td></tr></tfoot>");
    }
    page.append("</table></div></section>\n");
  }

  private void stream(JsonNode stream) {
    page.append("<tr><td>").append(Html.text(RunReport.name(stream))).append("</td>");
    page.append("<td class=\"w\">").append(text(stream, "mode")).append("</td>");
    numbers(stream);
    page.append("<td class=\"n\">")
        .append(stream.path("seconds").asText())
        .append("</td><td class=\"w\">")
        .append(stream.path("state_committed").asBoolean() ? "stored" : "–")
        .append("</td><td class=\"w\">");
    badge(stream.path("status").asText());
    page.append("</td></tr>\n");
  }

  private void numbers(JsonNode counts) {
    for (String field :
        List.of("records_read", "records_committed", "records_nulled", "records_rejected")) {
      page.append("<td class=\"n\">")
          .append(Html.number(counts.path(field).asLong()))
          .append("</td>");
    }
    page.append("<td class=\"n\">")
        .append(Html.bytes(counts.path("bytes_read").asLong()))
        .append("</td>");
  }

  private void schemaChanges() {
    StringBuilder rows = new StringBuilder();
    for (JsonNode stream : report.path("streams")) {
      for (JsonNode change : stream.path("schema_changes")) {
        rows.append("<tr><td>")
            .append(Html.text(RunReport.name(stream)))
            .append("</td><td>")
            .append(Html.text(change.asText()))
            .append("</td></tr>\n");
      }
    }
    if (rows.length() > 0) {
      page.append("<section><h2>Schema changes</h2><div class=\"scroll\"><table><thead><tr>")
          .append("<th>stream</th><th>what became of the table</th></tr></thead><tbody>")
          .append(rows)
          .append("</tbody></table></div></section>\n");
    }
  }

  private void nulledValues() {
    JsonNode nulled = report.path("nulled_values");
    if (nulled.isEmpty()) {
      return;
    }
    long most = Math.max(1, nulled.get(0).path("values").asLong());
    page.append("<section><h2>Values that became null</h2><div class=\"scroll\"><table><thead><tr>")
        .append("<th>stream</th><th>field</th><th>reason</th><th class=\"n\">values</th><th></th>")
        .append("</tr></thead><tbody>\n");
    for (JsonNode one : nulled) {
      page.append("<tr><td>")
          .append(text(one, "stream"))
          .append("</td><td>")
          .append(text(one, "field"))
          .append("</td><td class=\"w\"><code>")
          .append(text(one, "reason"))
          .append("</code></td><td class=\"n\">")
          .append(Html.number(one.path("values").asLong()))
          .append("</td><td class=\"barcell\"><span class=\"bar\" style=\"width:")
          .append(100 * one.path("values").asLong() / most)
          .append("%\"></span></td></tr>\n");
    }
    page.append("</tbody></table></div></section>\n");
  }

  private void warnings() {
    JsonNode warnings = report.path("warnings");
    if (warnings.isEmpty()) {
      return;
    }
    page.append("<section><h2>Warnings</h2><ul class=\"plain\">");
    warnings.forEach(
        warning -> page.append("<li>").append(Html.text(warning.asText())).append("</li>"));
    page.append("</ul></section>\n");
  }

  private void footer() {
    page.append("<section><h2>Files</h2><p class=\"soft\"><code>")
        .append(text(report.path("run"), "folder"))
        .append("</code>: report.json holds all numbers of this page, connector.log what the")
        .append(" connector said, config.redacted.json its configuration without secrets.</p>")
        .append("</section>\n");
  }
}
