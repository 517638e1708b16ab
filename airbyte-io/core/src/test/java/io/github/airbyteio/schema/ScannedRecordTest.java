package io.github.airbyteio.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A line becomes the same row, or the same error, whether it is scanned or parsed. */
class ScannedRecordTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(42), ZoneOffset.UTC);

  private static final ValueLimits WIDE = Limits.usual().setMaxTextBytes(40).build();

  private static final ValueLimits NARROW =
      Limits.usual()
          .setNumbersAreDoubles(false)
          .setMaxIntegerDigits(20)
          .setMaxFractionDigits(18)
          .setMaxJsonNumberDigits(30)
          .setStoresNulCharacter(false)
          .setMaxTextBytes(60)
          .setMaxJsonBytes(30)
          .setMinYear(1900)
          .setMaxYear(2100)
          .build();

  private static final String[] NAMES = {
    "id", "name", "é", "", "a\"b", "a\\b", "\n", "\ud800", "?", "data", "record", "x", "id2", "t"
  };

  private static final String[] VALUES = {
    "1",
    "-1",
    "0",
    "-0",
    "01",
    "1.0",
    "1.5",
    "-",
    "1.",
    ".5",
    "1e5",
    "1E-3",
    "1e",
    "+1",
    "123456789012345678",
    "1234567890123456789",
    "12345678901234567890123456789012345",
    "0.30000000000000004",
    "3.141592653589793238462643383",
    "1234567890.12345678",
    "NaN",
    "Infinity",
    "-Infinity",
    "true",
    "false",
    "null",
    "tru",
    "nulls",
    "\"\"",
    "\"text\"",
    "\"a longer text of more than eight bytes\"",
    "\"é€😀\"",
    "\"a\\\"b\\\\c\\n\"",
    "\"\\u00e9\"",
    "\"\\u0000\"",
    "\"\\\\u0000\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"raw\ttab\"",
    "\"12\"",
    "\"1.5\"",
    "\"2024-02-29\"",
    "\"2023-02-29\"",
    "\"1800-01-01\"",
    "\"2024-1-2\"",
    "\"2024-01-02T03:04:05Z\"",
    "\"2024-01-02T03:04:05.123456Z\"",
    "\"2024-01-02T03:04:05+00:00\"",
    "\"2024-01-02 03:04:05\"",
    "\"2024-01-02T03:04:05\"",
    "\"03:04:05\"",
    "\"03:04:05.5+02:00\"",
    "[]",
    "{}",
    "[1,2]",
    "[ 1 , \"a\" ]",
    "{\"a\": 1}",
    "{\"a\":{\"b\":[null,{}]}}",
    "[1,]",
    "{\"a\":1,}",
    "{\"a\"}",
    "{a:1}",
    "[NaN]",
    "[1234567890123456789]",
    "[1e400]",
    "{\"\\ud800\":1}",
    "{\"a\":\"\\u0000\"}",
    "[\"]\"]",
    "[",
    "}"
  };

  /** A reader's log of the rows. */
  private static final class Rows implements RowHandler {
    final List<String> log = new ArrayList<>();

    @Override
    public void startRow(long emittedAtMillis) {
      log.add("row " + emittedAtMillis);
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      log.add(column + "=" + new String(json, offset, length, UTF_8));
    }

    @Override
    public void endRow(@Nullable String meta) {
      log.add("meta " + meta);
    }
  }

  private static List<String> conform(
      RecordShape shape, ValueLimits limits, boolean scans, byte[] lines) throws IOException {
    Rows rows = new Rows();
    RecordConformer conformer = new RecordConformer(shape, limits, CLOCK, scans);
    // Twice: what one block has taught may not change what becomes of the next.
    for (int block = 0; block < 2; block++) {
      byte[] bytes = new byte[lines.length + 3];
      System.arraycopy(lines, 0, bytes, 2, lines.length);
      try {
        rows.log.add(conformer.conform(bytes, 2, lines.length, rows).toString());
      } catch (MalformedRecordException e) {
        rows.log.add(e.toString());
      }
    }
    return rows.log;
  }

  private static <T> T oneOf(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static String space(Random random) {
    return random.nextInt(12) == 0 ? oneOf(random, new String[] {" ", "  ", "\t", "\r"}) : "";
  }

  private static String quoted(Random random, String name) {
    String escaped = name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return random.nextInt(20) == 0 && !name.isEmpty()
        ? String.format("\"\\u%04x%s\"", (int) name.charAt(0), name.substring(1))
        : '"' + escaped + '"';
  }

  private static String object(Random random, List<String> members) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < members.size(); i++) {
      json.append(i == 0 ? "" : ",").append(space(random)).append(members.get(i));
      json.append(space(random));
    }
    return json.append('}').toString();
  }

  private static String member(Random random, String name, String value) {
    return quoted(random, name) + space(random) + ":" + space(random) + value;
  }

  private static String data(Random random) {
    List<String> members = new ArrayList<>();
    int width = random.nextInt(6);
    for (int i = 0; i < width; i++) {
      members.add(member(random, oneOf(random, NAMES), oneOf(random, VALUES)));
    }
    return object(random, members);
  }

  private static String line(Random random) {
    List<String> record = new ArrayList<>();
    record.add("\"stream\":\"s\"");
    record.add(member(random, "data", data(random)));
    if (random.nextInt(4) > 0) {
      record.add(
          member(
              random,
              "emitted_at",
              oneOf(
                  random, new String[] {"7", "1700000000000", "-5", "1.5", "1e3", "null", "[]"})));
    }
    if (random.nextInt(4) == 0) {
      String changes =
          oneOf(
              random,
              new String[] {"[]", "[{\"field\":\"x\"}]", "[\"\\ud800\"]", "[NaN]", "{}", "null"});
      record.add(member(random, "meta", "{\"changes\":" + changes + "}"));
    }
    if (random.nextInt(8) == 0) {
      record.add(member(random, oneOf(random, NAMES), oneOf(random, VALUES)));
    }
    List<String> message = new ArrayList<>();
    message.add("\"type\":\"RECORD\"");
    message.add(member(random, "record", object(random, record)));
    if (random.nextInt(8) == 0) {
      message.add(member(random, oneOf(random, NAMES), oneOf(random, VALUES)));
    }
    return object(random, message) + space(random);
  }

  /** Lines of which some bytes are, now and then, others. */
  private static byte[] lines(Random random) {
    StringBuilder lines = new StringBuilder();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      lines.append(i == 0 ? "" : "\n").append(line(random));
    }
    byte[] bytes = lines.append(random.nextInt(3) == 0 ? "" : "\n").toString().getBytes(UTF_8);
    if (random.nextInt(3) > 0) {
      return bytes;
    }
    ByteArrayOutputStream mutated = new ByteArrayOutputStream();
    int at = random.nextInt(bytes.length);
    mutated.write(bytes, 0, at);
    int kept = random.nextInt(2);
    if (random.nextInt(4) > 0) {
      byte[] marks = {'"', '\\', '{', '}', '[', ']', ',', ':', ' ', '0', '-', 'e', '\n', 1, 0};
      int mark = random.nextInt(2 * marks.length);
      mutated.write(mark < marks.length ? marks[mark] : 128 + random.nextInt(128));
    }
    mutated.write(bytes, at + kept, Math.max(0, bytes.length - at - kept));
    return mutated.toByteArray();
  }

  private static RecordShape shape(Random random) {
    List<Column> columns = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        columns.add(Column.of(name, oneOf(random, AirbyteType.values())));
      }
    }
    if (columns.isEmpty()) {
      columns.add(Column.of("id", AirbyteType.STRING));
    }
    StreamSchema schema = StreamSchema.of(columns);
    RecordShape shape =
        random.nextBoolean() ? RecordShape.of(schema) : RecordShape.withUnknownFields(schema);
    return random.nextInt(4) == 0 ? shape.withDecisive(Map.of(0, "its key")) : shape;
  }

  @Property(tries = 5_000)
  void aScannedLineIsWhatAParsedOneIs(@ForAll Random random) throws IOException {
    RecordShape shape = shape(random);
    ValueLimits limits = random.nextBoolean() ? WIDE : NARROW;
    byte[] lines = lines(random);
    assertThat(conform(shape, limits, true, lines))
        .as("%s %s", shape, new String(lines, UTF_8))
        .isEqualTo(conform(shape, limits, false, lines));
  }

  /** The property would hold, too, if nothing were ever scanned. */
  @Example
  void theUsualLineIsScanned() throws IOException {
    List<Column> columns =
        List.of(
            Column.of("id", AirbyteType.INTEGER),
            Column.of("name", AirbyteType.STRING),
            Column.of("at", AirbyteType.TIMESTAMP_WITH_TIMEZONE),
            Column.of("tags", AirbyteType.ARRAY));
    for (String line :
        List.of(
            "{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{\"id\":1,\"name\":\"é\\n\","
                + "\"at\":\"2024-01-02T03:04:05Z\",\"tags\":[\"a\",{}]},\"emitted_at\":7}}\n",
            "{\"type\": \"RECORD\", \"record\": {\"namespace\": null, \"stream\": \"s\", \"data\":"
                + " {\"tags\": [1, 2], \"more\": -1.5e3, \"name\": null, \"at\": \"2024-01-02"
                + " 03:04\"}, \"emitted_at\": 7, \"meta\": {\"changes\": []}}}")) {
      byte[] bytes = line.getBytes(UTF_8);
      ConformedRow row = new ConformedRow(RecordShape.of(StreamSchema.of(columns)), WIDE, CLOCK);
      row.start(false);
      assertThat(
              new ScannedRecord(row, new ParsedRecord(row), columns).read(bytes, 0, bytes.length))
          .as(line)
          .isEqualTo(bytes.length);
    }
  }
}
