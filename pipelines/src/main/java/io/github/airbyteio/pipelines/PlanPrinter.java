package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.SyncMode;
import io.github.airbyteio.read.ReadPlan;
import io.github.airbyteio.sink.TablePlan;
import java.util.List;
import java.util.stream.Collectors;

/** A plan for people. */
final class PlanPrinter {
  private static final int MAX_STATE = 40;

  private PlanPrinter() {}

  /** Several lines. */
  static String text(SyncPlan plan) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        plan.settings().connection()
            + ": from "
            + plan.settings().connector().name()
            + " to "
            + plan.settings().sink().description()
            + ", "
            + processes(plan.read()));
    TextTable table = new TextTable("stream", "mode", "key", "continues from", "table", "columns");
    for (ConfiguredStream stream : plan.catalog().streams()) {
      TablePlan target = plan.tables().get(stream.descriptor());
      table.row(
          stream.descriptor().toString(),
          stream.writeMode().wireName(),
          stream.primaryKey().stream()
              .map((List<String> path) -> String.join(".", path))
              .collect(Collectors.joining(", ")),
          start(stream, plan.read().starts().get(stream.descriptor())),
          target.action().wireName() + " " + target.table(),
          String.valueOf(target.columns().size()));
    }
    text.append(table);
    for (TablePlan target : plan.tables().values()) {
      if (target.action() == TablePlan.Action.CREATE) {
        line(
            text,
            "Table "
                + target.table()
                + ": "
                + target.columns().entrySet().stream()
                    .map(column -> column.getKey() + " " + column.getValue())
                    .collect(Collectors.joining(", ")));
      }
      target.changes().forEach(change -> line(text, "Table " + target.table() + ": " + change));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line.replaceAll("\\p{Cc}", " ")).append(System.lineSeparator());
  }

  private static String processes(ReadPlan read) {
    int number = read.processes().size();
    return number == 1 ? "by one process" : "by " + number + " processes";
  }

  private static String start(ConfiguredStream stream, ReadPlan.Start start) {
    JsonNode state = PlanDocument.state(start.state());
    if (state == null) {
      return stream.syncMode() == SyncMode.FULL_REFRESH ? "the start, in full" : "the start";
    }
    JsonNode own = state.at("/stream/stream_state");
    String shown = (own.isMissingNode() ? state : own).toString();
    return shown.length() > MAX_STATE ? shown.substring(0, MAX_STATE) + "…" : shown;
  }
}
