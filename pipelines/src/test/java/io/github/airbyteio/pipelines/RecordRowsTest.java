package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordRowsTest {
  private static String print(String format, int columns) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> records =
        List.of(
            json.readTree("{\"id\":1,\"name\":\"a,b\",\"gone\":null}"),
            json.readTree("{\"id\":2,\"tags\":[1,2]}"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    RowPrinter.of(format, out, 0).print(new RecordRows(records).withFirstColumns(columns));
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void recordsArePrintedAsTheRowsOfQueriesAre() throws Exception {
    assertThat(print("table", 9).lines())
        .containsExactly("id  name  gone  tags", "1   a,b   NULL  NULL", "2   NULL  NULL  [1,2]");
    assertThat(print("table", 2).lines()).containsExactly("id  name", "1   a,b", "2   NULL");
    assertThat(print("csv", 9)).isEqualTo("id,name,gone,tags\n1,\"a,b\",,\n2,,,\"[1,2]\"\n");
  }

  @Test
  void jsonHasTheFieldsThatARecordHas() throws Exception {
    String one = "{\"id\":1,\"name\":\"a,b\",\"gone\":null}";
    String two = "{\"id\":2,\"tags\":[1,2]}";
    assertThat(print("ndjson", 9)).isEqualTo(one + "\n" + two + "\n");
    assertThat(print("json", 9)).isEqualTo("[\n " + one + ",\n " + two + "\n]\n");
  }
}
