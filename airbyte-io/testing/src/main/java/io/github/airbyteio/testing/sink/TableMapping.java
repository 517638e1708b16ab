package io.github.airbyteio.testing.sink;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stream's table and its columns by field, as a store that speaks SQL keeps them: for harnesses.
 */
public record TableMapping(String table, Map<String, String> columns) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the row of a stream.
   *
   * @param streams the table {@code _airbyte_streams}, qualified and quoted as the store needs it
   * @throws SQLException if the stream has no table
   */
  public static TableMapping read(
      Connection connection, String streams, String connectionId, StreamDescriptor stream)
      throws SQLException, IOException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT table_name, columns FROM "
                + streams
                + " WHERE connection_id = ? AND namespace = ? AND stream_name = ?")) {
      query.setString(1, connectionId);
      query.setString(2, stream.namespaceOrEmpty());
      query.setString(3, stream.name());
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("Stream '" + stream + "' has no table.");
        }
        return new TableMapping(
            rows.getString(1),
            JSON.readValue(
                rows.getString(2), new TypeReference<LinkedHashMap<String, String>>() {}));
      }
    }
  }

  /** The fields by column. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    columns.forEach((field, column) -> fields.put(column, field));
    return fields;
  }
}
