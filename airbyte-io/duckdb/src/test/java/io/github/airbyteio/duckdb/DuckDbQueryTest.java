package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbQueryTest {
  @TempDir Path folder;
  private DuckDbSink sink;

  @BeforeEach
  void createDatabase() throws Exception {
    sink = DuckDbSink.to(folder.resolve("x.duckdb").toString());
    sink.open().close();
    try (Connection writer =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("x.duckdb"));
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT range AS i FROM range(3)");
      statement.execute("CREATE SCHEMA raw");
      statement.execute("CREATE TABLE raw.r AS SELECT 'raw' AS x");
    }
  }

  private static List<List<ResultValue>> rows(DuckDbSink sink, String sql) {
    try (DuckDbQuery query = sink.query(sql)) {
      List<List<ResultValue>> found = new ArrayList<>();
      while (query.next()) {
        found.add(query.row());
      }
      return found;
    }
  }

  private ResultValue value(String expression) {
    return rows(sink, "SELECT " + expression).get(0).get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "170141183460469231731687303715884105727 | 170141183460469231731687303715884105727",
        "18446744073709551615::UBIGINT | 18446744073709551615",
        "12345678901234567890.1200::DECIMAL(30, 4) | 12345678901234567890.1200",
        "0.1::DOUBLE + 0.2::DOUBLE | 0.30000000000000004",
        "1.1::FLOAT | 1.1",
        "true | true",
        "'{\"a\":  12345678901234567890.10}'::JSON | {\"a\":  12345678901234567890.10}",
        "concat('[1,', chr(10), '2]')::JSON | [1, 2]",
        "[1, NULL, 3] | [1,null,3]",
        "{'a': 'x\"y', 'b': [DATE '2024-01-02']} | {\"a\":\"x\\\"y\",\"b\":[\"2024-01-02\"]}",
        "MAP {'k': 1.50} | {\"k\":1.50}",
        "['{\"a\":1}'::JSON] | [{\"a\":1}]",
      })
  void whatIsJsonStaysItToTheLastDigit(String expression, String text) {
    assertThat(value(expression)).isEqualTo(new ResultValue(text, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'true' | true",
        "'NaN'::DOUBLE | NaN",
        "'-inf'::FLOAT | -Infinity",
        "DATE '2024-01-02' | 2024-01-02",
        "'infinity'::DATE | infinity",
        "'-infinity'::TIMESTAMP | -infinity",
        "'infinity'::TIMESTAMPTZ | infinity",
        "TIMESTAMPTZ '2024-01-02 03:04:05.123456+02' | 2024-01-02T01:04:05.123456Z",
        "TIMESTAMPTZ '2024-01-02 00:00:00+00' | 2024-01-02T00:00:00Z",
        "TIMESTAMP '2024-03-31 02:30:00' | 2024-03-31T02:30:00",
        "'2024-03-31 02:30:00.123456789'::TIMESTAMP_NS | 2024-03-31T02:30:00.123456789",
        "TIME '10:30:00.000001' | 10:30:00.000001",
        "TIME '24:00:00' | 24:00:00",
        "'10:30:00+05:30'::TIMETZ | 10:30:00+05:30",
        "'\\xAA\\x00'::BLOB | qgA=",
        "INTERVAL 3 MONTHS | 3 months",
        "'550e8400-e29b-41d4-a716-446655440000'::UUID | 550e8400-e29b-41d4-a716-446655440000",
      })
  void allElseIsText(String expression, String text) {
    assertThat(value(expression)).isEqualTo(new ResultValue(text, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "NULL::TIMESTAMP", "NULL::TIME", "NULL::JSON", "NULL::INTEGER[]"})
  void aNullIsNull(String expression) {
    assertThat(value(expression)).isNull();
  }

  @Test
  void rowsComeInTheirOrderWithTheNamesOfTheirColumns() {
    try (DuckDbQuery query = sink.query("SELECT i, i AS \"i\", i * 2 AS d FROM t ORDER BY i")) {
      assertThat(query.columns()).containsExactly("i", "i", "d");
    }
    assertThat(rows(sink, "FROM t ORDER BY i")).hasSize(3);
    assertThat(rows(sink, "SHOW TABLES")).hasSize(1);
  }

  @Test
  void aSchemaIsWhereNamesAreLookedUp() {
    assertThat(rows(sink.withSchema("raw"), "FROM r"))
        .containsExactly(List.of(new ResultValue("raw", false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (9)",
        "DELETE FROM t RETURNING i",
        "CREATE TABLE u (i INTEGER)",
        "DROP TABLE t"
      })
  void aStatementThatWritesIsRefused(String sql) {
    for (DuckDbSink each : List.of(sink, LocalStandIn.sink(folder, "x"))) {
      AirbyteIoException failure =
          catchThrowableOfType(AirbyteIoException.class, () -> rows(each, sql));

      assertThat(failure).hasMessageContaining("would write").hasMessageContaining("x");
      assertThat(failure.category()).isEqualTo(Category.USAGE);
      assertThat(rows(each, "FROM t")).hasSize(3);
    }
  }

  @Test
  void aStatementThatIsWrongGetsDuckDbsMessageWithItsPosition() {
    assertThatThrownBy(() -> rows(sink, "SELECT j FROM t"))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining("\"j\" not found")
        .hasMessageContaining("LINE 1: SELECT j FROM t")
        .hasMessageContaining("       ^");
    assertThatThrownBy(() -> rows(sink, "SELECT CAST('x' || i AS INTEGER) FROM t"))
        .hasMessageContaining("Could not convert string");
    assertThatThrownBy(
            () ->
                rows(
                    sink,
                    "SELECT CASE WHEN i < 100000 THEN i ELSE CAST('x' || i AS INTEGER) END FROM range(200000) r(i)"))
        .hasMessageContaining("Could not convert string 'x1");
  }

  @Test
  void aStatementWithoutRowsHasNoColumns() {
    try (DuckDbQuery query = sink.query("SET threads = 1")) {
      assertThat(query.columns()).isEmpty();
      assertThat(query.next()).isFalse();
    }
  }

  @Test
  void whatCannotBeOpenedIsExplainedAndNothingIsCreated() throws Exception {
    Path missing = folder.resolve("missing.duckdb");
    Path text = Files.writeString(folder.resolve("text.duckdb"), "no database".repeat(1_000));

    assertThat(failureToOpen(missing)).contains(missing.toString()).contains("does not exist");
    assertThat(missing).doesNotExist();
    assertThat(failureToOpen(text)).contains("not a DuckDB database");
    assertThat(failureToOpen(folder)).contains("is a folder");
  }

  private static String failureToOpen(Path file) {
    AirbyteIoException failure =
        catchThrowableOfType(
            AirbyteIoException.class, () -> rows(DuckDbSink.to(file.toString()), "SELECT 1"));
    assertThat(failure.category()).isEqualTo(Category.SINK);
    return failure.getMessage();
  }
}
