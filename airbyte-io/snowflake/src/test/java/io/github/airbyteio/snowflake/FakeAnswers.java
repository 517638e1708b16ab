package io.github.airbyteio.snowflake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The server's answers in the form that the driver reads. */
final class FakeAnswers {
  static final int SELECT = 0x1000;
  static final int DML = 0x3100;
  static final int COPY = 0x3600;
  static final int DDL = 0x6000;

  private FakeAnswers() {}

  static ObjectNode ok() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putNull("code");
    answer.putNull("message");
    answer.put("success", true);
    answer.putObject("data");
    return answer;
  }

  static ObjectNode error(FakeError error) {
    ObjectNode answer = ok();
    answer.put("success", false).put("code", error.code).put("message", error.getMessage());
    ((ObjectNode) answer.get("data"))
        .put("errorCode", error.code)
        .put("sqlState", error.state)
        .put("queryId", "q");
    return answer;
  }

  static ObjectNode login(String token, @Nullable String database) {
    ObjectNode answer = ok();
    ObjectNode data = (ObjectNode) answer.get("data");
    data.put("token", token).put("masterToken", "m").put("sessionId", 1L);
    data.put("validityInSeconds", 3600).put("masterValidityInSeconds", 14400);
    data.put("serverVersion", "9.0.0");
    data.putArray("parameters").addObject().put("name", "AUTOCOMMIT").put("value", true);
    data.putObject("sessionInfo").put("databaseName", database).putNull("schemaName");
    return answer;
  }

  /** Uploads to a folder of this machine: the driver copies the file itself. */
  static ObjectNode upload(String file, String folder) {
    ObjectNode answer = query();
    ObjectNode data = (ObjectNode) answer.get("data");
    data.put("command", "UPLOAD").put("parallel", 1).put("autoCompress", false);
    data.put("sourceCompression", "gzip").put("overwrite", true);
    data.putArray("src_locations").add(file);
    data.putObject("stageInfo")
        .put("locationType", "LOCAL_FS")
        .put("location", folder + "/")
        .putObject("creds");
    return answer;
  }

  private static ObjectNode query() {
    ObjectNode answer = ok();
    ObjectNode data = (ObjectNode) answer.get("data");
    data.put("queryId", "01-fake").put("queryResultFormat", "json");
    data.put("finalDatabaseName", FakeSnowflake.DATABASE).putNull("finalSchemaName");
    data.putArray("parameters");
    return answer;
  }

  static ObjectNode described(int statementType, long binds) {
    ObjectNode answer = counted(statementType, "count", 0);
    ((ObjectNode) answer.get("data")).put("numberOfBinds", binds).put("arrayBindSupported", false);
    return answer;
  }

  /** A statement that has changed so many rows. */
  static ObjectNode counted(int statementType, String column, long rows) {
    return table(statementType, List.of(column), List.of("fixed"), List.of(List.of("" + rows)));
  }

  static ObjectNode done() {
    return table(DDL, List.of("status"), List.of("text"), List.of(List.of("done")));
  }

  static ObjectNode table(
      int statementType, List<String> names, List<String> types, List<List<String>> rows) {
    ObjectNode answer = query();
    ObjectNode data = (ObjectNode) answer.get("data");
    ArrayNode columns = data.putArray("rowtype");
    for (int i = 0; i < names.size(); i++) {
      boolean time = types.get(i).startsWith("timestamp");
      columns
          .addObject()
          .put("name", names.get(i))
          .put("type", types.get(i))
          .put("nullable", true)
          .put("precision", 38)
          .put("scale", time ? 9 : 0)
          .put("length", 16777216)
          .put("byteLength", 16777216);
    }
    ArrayNode all = data.putArray("rowset");
    for (List<String> row : rows) {
      ArrayNode one = all.addArray();
      row.forEach(one::add);
    }
    data.put("total", rows.size()).put("returned", rows.size());
    data.put("statementTypeId", statementType);
    return answer;
  }

  static ObjectNode rows(ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      names.add(meta.getColumnLabel(i));
      types.add(type(meta.getColumnTypeName(i)));
    }
    List<List<String>> found = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= types.size(); i++) {
        row.add(
            types.get(i - 1).equals("timestamp_ltz") && rows.getObject(i) != null
                ? epoch(rows.getObject(i, OffsetDateTime.class).toInstant())
                : rows.getString(i));
      }
      found.add(row);
    }
    return table(SELECT, names, types, found);
  }

  static String epoch(Instant instant) {
    return instant.getEpochSecond() + "." + String.format("%09d", instant.getNano());
  }

  private static String type(String duck) {
    if (duck.startsWith("DECIMAL") || duck.endsWith("INT") || duck.equals("INTEGER")) {
      return "fixed";
    }
    return switch (duck) {
      case "DOUBLE" -> "real";
      case "BOOLEAN" -> "boolean";
      case "TIMESTAMP WITH TIME ZONE" -> "timestamp_ltz";
      case "JSON" -> "variant";
      default -> "text";
    };
  }
}
