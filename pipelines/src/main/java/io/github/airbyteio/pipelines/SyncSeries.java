package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Several syncs, one after the other: one that fails does not keep the next from its turn. */
final class SyncSeries {
  /** Exit codes from the best to the worst. */
  private static final List<Integer> SEVERITY = List.of(0, Failures.PARTIAL, 4, 5, 6, 3, 2, 1, 130);

  private final boolean json;

  /**
   * @param json whether the summary is a line of JSON too
   */
  SyncSeries(boolean json) {
    this.json = json;
  }

  /**
   * Runs them, tells how they ended, and returns the worst exit code. After an interruption no
   * further one begins.
   */
  int run(List<SyncSettings> syncs, ToIntFunction<SyncSettings> run) {
    Map<String, Integer> codes = new TreeMap<>();
    int worst = 0;
    for (SyncSettings sync : syncs) {
      if (Interruption.isUnderWay()) {
        break;
      }
      System.err.println("Connection " + sync.connection() + ":");
      int code = run.applyAsInt(sync);
      codes.put(sync.connection(), code);
      worst = SEVERITY.indexOf(code) > SEVERITY.indexOf(worst) ? code : worst;
    }
    summarize(syncs, codes, worst);
    return worst;
  }

  private void summarize(List<SyncSettings> syncs, Map<String, Integer> codes, int worst) {
    TextTable table = new TextTable("connection", "status", "exit code");
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("status", status(worst));
    ArrayNode connections = document.putArray("connections");
    for (SyncSettings sync : syncs) {
      Integer code = codes.get(sync.connection());
      String status = code == null ? "not run" : status(code);
      table.row(sync.connection(), status, code == null ? "" : code.toString());
      connections
          .addObject()
          .put("connection", sync.connection())
          .put("status", status)
          .put("exit_code", code);
    }
    System.err.print(table);
    if (json) {
      System.out.println(document);
    }
  }

  private static String status(int code) {
    return code == 0 ? "succeeded" : code == Failures.PARTIAL ? "partial" : "failed";
  }
}
