package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.duckdb.DuckDbQuery;
import io.github.airbyteio.duckdb.DuckDbSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowPrinterTest {
  private static final String ROWS =
      "SELECT * FROM (VALUES (1, 'a,\"b', NULL, [1.50]), (2, '', 'x' || chr(10) || 'y', NULL)) AS t(i, s, n, l)";

  @TempDir Path folder;
  private DuckDbSink database;

  @BeforeEach
  void createDatabase() throws Exception {
    database = DuckDbSink.to(folder.resolve("x.duckdb").toString());
    DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("x.duckdb")).close();
  }

  private String print(String format, int limit, String sql) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    try (DuckDbQuery query = database.query(sql)) {
      RowPrinter.of(format, out, limit).print(PrintedRows.of(query));
    }
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void csvTellsNullAndEmptyApart() {
    assertThat(print("csv", 0, ROWS))
        .isEqualTo("i,s,n,l\n1,\"a,\"\"b\",,[1.50]\n2,\"\",\"x\ny\",\n");
  }

  @Test
  void jsonHasTheValuesAsTheyAre() {
    String one = "{\"i\":1,\"s\":\"a,\\\"b\",\"n\":null,\"l\":[1.50]}";
    String two = "{\"i\":2,\"s\":\"\",\"n\":\"x\\ny\",\"l\":null}";

    assertThat(print("json", 0, ROWS)).isEqualTo("[\n " + one + ",\n " + two + "\n]\n");
    assertThat(print("ndjson", 0, ROWS)).isEqualTo(one + "\n" + two + "\n");
    assertThat(print("json", 0, "SELECT 1 AS i WHERE false")).isEqualTo("[]\n");
    assertThat(print("ndjson", 0, "SELECT 1 AS i WHERE false")).isEmpty();
  }

  @Test
  void columnsOfOneNameAreNoJsonObject() {
    assertThatThrownBy(() -> print("json", 0, "SELECT 1 AS i, 2 AS i")).hasMessageContaining("'i'");
    assertThat(print("csv", 0, "SELECT 1 AS i, 2 AS i")).isEqualTo("i,i\n1,2\n");
  }

  @Test
  void aTableShowsItsFirstRows() {
    assertThat(print("table", 2, "SELECT range AS i FROM range(5)").lines())
        .containsExactly("i", "0", "1");
    assertThat(print("table", 0, "SELECT range AS i FROM range(500)").lines()).hasSize(501);
    assertThat(print("table", 2, "SELECT NULL AS n").lines()).containsExactly("n", "NULL");
  }

  @Test
  void whenNobodyReadsAnyMoreItStops() {
    long[] written = {0};
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            written[0]++;
            throw new IOException("Broken pipe");
          }
        };
    try (DuckDbQuery query = database.query("SELECT range AS i FROM range(100000000000)")) {
      RowPrinter.of("csv", new PrintStream(closed, false, StandardCharsets.UTF_8), 0)
          .print(PrintedRows.of(query));
    }

    assertThat(written[0]).isLessThan(10);
  }
}
