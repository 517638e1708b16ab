package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.WriteRows;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that came from no connector, without a bucket. */
class SnowflakeRowsIT {
  private static final Schema ORDER =
      Schema.builder()
          .addNullableInt64Field("id")
          .addNullableStringField("status")
          .addNullableInt32Field("version")
          .build();

  @TempDir Path folder;

  private FakeSnowflake server;
  private WriteRows orders;

  @BeforeEach
  void start() throws Exception {
    server = new FakeSnowflake(folder);
    orders = server.sink("S").rows().to("orders");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static Row order(Long id, String status, Integer version) {
    return Row.withSchema(ORDER).addValues(id, status, version).build();
  }

  private static void run(WriteRows write, Row... rows) {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Create.of(Arrays.asList(rows)).withRowSchema(ORDER)).apply(write);
    pipeline.run().waitUntilFinish();
  }

  private List<String> query(String sql) throws Exception {
    List<String> found = new ArrayList<>();
    try (var connection = server.stored();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private List<String> stored() throws Exception {
    return query(
        "SELECT concat_ws(' ', coalesce(CAST(ID AS VARCHAR), 'null'), STATUS, VERSION) FROM \"S\".\"ORDERS\" ORDER BY 1");
  }

  @Test
  void rowsAreAppended() throws Exception {
    run(orders, order(1L, "new", 1), order(2L, "", null));
    run(orders, order(1L, "new", 1));

    assertThat(stored()).containsExactly("1 new 1", "1 new 1", "2 ");
  }

  @Test
  void theLatestRowOfEachKeyIsKept() throws Exception {
    WriteRows byKey = orders.withPrimaryKey("id").withCursor("version");
    run(byKey, order(1L, "new", 1), order(1L, "paid", 2), order(null, "none", 1));
    run(byKey, order(1L, "late", 1), order(2L, "new", 1), order(null, "some", 2));

    assertThat(stored()).containsExactly("1 paid 2", "2 new 1", "null some 2");
  }

  @Test
  void nothingIsLeftInTheStagingAreas() throws Exception {
    run(orders, order(1L, "new", 1));

    assertThat(
            query(
                "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '\\_AIRBYTE\\_STAGED%' ESCAPE '\\'"))
        .isEmpty();
  }
}
