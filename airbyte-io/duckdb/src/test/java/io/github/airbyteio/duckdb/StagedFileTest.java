package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DuckDB reads from staged files what was written, value by value. */
class StagedFileTest {
  /** A value as the conformer hands it over, and as DuckDB prints it as a text. */
  private record Value(String json, String text) {}

  private static final List<AirbyteType> TYPES =
      List.of(
          AirbyteType.STRING,
          AirbyteType.INTEGER,
          AirbyteType.NUMBER,
          AirbyteType.BOOLEAN,
          AirbyteType.DATE,
          AirbyteType.TIMESTAMP_WITH_TIMEZONE,
          AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE,
          AirbyteType.TIME_WITHOUT_TIMEZONE,
          AirbyteType.OBJECT);

  private static List<Column> columns(List<AirbyteType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> Column.of("field" + i, types.get(i)))
        .toList();
  }

  /** Writes the rows, gives DuckDB the file, and returns what it reads, as texts, in order. */
  private static List<List<String>> readBack(
      List<AirbyteType> types, List<List<Value>> rows, boolean numbered)
      throws IOException, SQLException {
    Path path = Files.createTempFile("staged", ".parquet");
    try {
      try (StagedFile file = new StagedFile(path, StagedColumns.of(columns(types), numbered), 7)) {
        for (List<Value> row : rows) {
          file.startRow(1_000);
          for (int i = 0; i < row.size(); i++) {
            if (row.get(i) != null) {
              // As in a block: other bytes around the value.
              byte[] json = ("," + row.get(i).json() + ",").getBytes(StandardCharsets.UTF_8);
              file.value(i, json, 1, json.length - 2);
            }
          }
          file.endRow(null);
        }
        file.finish();
      }
      return read(path, types.size());
    } finally {
      Files.delete(path);
    }
  }

  private static List<List<String>> read(Path path, int width) throws SQLException {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < width; i++) {
      columns.append(i == 0 ? "" : ", ").append("CAST(c").append(i).append(" AS VARCHAR)");
    }
    List<List<String>> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet rows =
          statement.executeQuery("SELECT " + columns + " FROM read_parquet('" + path + "')")) {
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= width; i++) {
            row.add(rows.getString(i));
          }
          found.add(row);
        }
      }
    }
    return found;
  }

  private static List<List<String>> texts(List<List<Value>> rows) {
    return rows.stream()
        .map(row -> row.stream().map(v -> v == null ? null : v.text()).toList())
        .map(row -> (List<String>) new ArrayList<>(row))
        .toList();
  }

  private static Value string(String text) {
    return new Value(
        '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"', text);
  }

  /** The same string with each character written as an escape. */
  private static Value escaped(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
    return new Value(json.append('"').toString(), text);
  }

  /** Texts without halves of surrogate pairs, which the conformer lets through nowhere. */
  private static Arbitrary<String> text() {
    Arbitrary<Integer> character =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.integers().between(1, 0x7F)),
            Tuple.of(1, Arbitraries.of((int) '"', (int) '\\', (int) '/', 0)),
            Tuple.of(2, Arbitraries.integers().between(0x80, 0xD7FF)),
            Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFD)),
            Tuple.of(1, Arbitraries.integers().between(0x10000, 0x10FFFF)));
    return character
        .list()
        .ofMaxSize(40)
        .map(
            characters ->
                characters.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  private static Arbitrary<Value> valuesOf(AirbyteType type) {
    return switch (type) {
      case STRING ->
          Arbitraries.oneOf(
              text().map(StagedFileTest::string), text().map(StagedFileTest::escaped));
      case INTEGER -> Arbitraries.longs().map(l -> new Value(Long.toString(l), Long.toString(l)));
      case BOOLEAN -> Arbitraries.of("true", "false").map(b -> new Value(b, b));
      case OBJECT ->
          text().map(t -> "{\"a\": " + string(t).json() + "}").map(json -> new Value(json, json));
      case NUMBER ->
          Arbitraries.of(
              new Value("0", "0.0"),
              new Value("-12.5", "-12.5"),
              new Value("1e3", "1000.0"),
              new Value("0.1", "0.1"),
              new Value("123456789.125", "123456789.125"));
      case DATE ->
          Arbitraries.of("0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31")
              .map(d -> new Value('"' + d + '"', d));
      case TIMESTAMP_WITH_TIMEZONE ->
          Arbitraries.of(
                  "1969-12-31 23:59:59.999999", "2024-02-29 10:30:00", "2000-01-01 00:00:00.5")
              .map(t -> new Value('"' + t.replace(' ', 'T') + "Z\"", t + "+00"));
      case TIMESTAMP_WITHOUT_TIMEZONE ->
          Arbitraries.of(
                  "1969-12-31 23:59:59.999999", "2024-02-29 10:30:00", "2000-01-01 00:00:00.5")
              .map(t -> new Value('"' + t.replace(' ', 'T') + '"', t));
      default ->
          Arbitraries.of("00:00:00", "23:59:59.999999", "10:30:00.05")
              .map(t -> new Value('"' + t + '"', t));
    };
  }

  @Provide
  Arbitrary<List<List<Value>>> rows() {
    List<Arbitrary<Value>> values =
        TYPES.stream().map(type -> valuesOf(type).injectNull(0.2)).toList();
    return Combinators.combine(values).as(row -> row).list().ofMaxSize(60);
  }

  @Property(tries = 60)
  void anyRowsAreReadAsTheyWereWritten(@ForAll("rows") List<List<Value>> rows) throws Exception {
    assertThat(readBack(TYPES, rows, false)).isEqualTo(texts(rows));
  }

  @Property(tries = 40)
  void columnsWithoutAnyValueAndWithEachAreReadToo(
      @ForAll boolean first, @ForAll("texts") List<String> texts) throws Exception {
    List<List<Value>> rows =
        texts.stream()
            .map(
                text ->
                    first ? Arrays.asList(string(text), null) : Arrays.asList(null, string(text)))
            .toList();
    List<AirbyteType> types = List.of(AirbyteType.STRING, AirbyteType.STRING);
    assertThat(readBack(types, rows, true)).isEqualTo(texts(rows));
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return text().list().ofMaxSize(20);
  }

  /** A large text fills a row group alone. */
  @Test
  void manyRowGroupsAndTextsLargerThanOne() throws Exception {
    List<List<Value>> rows = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      String text = i % 10_000 == 9_999 ? "é\n".repeat(1 << 20) + i : "x".repeat(i % 700) + i;
      rows.add(
          Arrays.asList(
              i % 3 == 0 ? null : string(text), i % 5 == 0 ? null : new Value("" + i, "" + i)));
    }
    List<AirbyteType> types = List.of(AirbyteType.STRING, AirbyteType.INTEGER);
    assertThat(readBack(types, rows, true)).isEqualTo(texts(rows));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "1E+2, 100.0",
    "4.9e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "0.30000000000000004, 0.30000000000000004",
    "9007199254740993.0, 9007199254740992.0"
  })
  void numbersAreTheNearestDoubles(String json, String text) throws Exception {
    assertThat(
            readBack(List.of(AirbyteType.NUMBER), List.of(List.of(new Value(json, text))), false))
        .containsExactly(List.of(text));
  }

  @Test
  void integersOf64BitsAreExact() throws Exception {
    List<List<Value>> rows =
        Stream.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L)
            .map(Objects::toString)
            .map(l -> List.of(new Value(l, l)))
            .toList();
    assertThat(readBack(List.of(AirbyteType.INTEGER), rows, false)).isEqualTo(texts(rows));
  }

  @Test
  void aFileWithoutRowsIsEmpty() throws Exception {
    assertThat(readBack(TYPES, List.of(), true)).isEmpty();
  }
}
