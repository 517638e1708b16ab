package io.github.airbyteio.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.schema.ValueLimits;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Records that one core conforms in a second, beside what Jackson alone takes to pass over their
 * tokens.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RecordConformerBenchmark {
  private static final int RECORDS = 4_096;

  /** Five texts of fifty letters, about 330 bytes a record; or forty values of all types. */
  @Param({"five_strings", "forty_mixed"})
  public String shape;

  private final JsonFactory factory = new ObjectMapper().getFactory();
  private byte[] lines;
  private RecordConformer conformer;

  @Setup
  public void makeRecords() throws IOException {
    boolean strings = shape.equals("five_strings");
    int columns = strings ? 5 : 40;
    String[] types = {
      "{\"type\":\"string\"}",
      "{\"type\":\"integer\"}",
      "{\"type\":\"number\"}",
      "{\"type\":\"string\",\"format\":\"date-time\"}",
      "{\"type\":\"boolean\"}"
    };
    String properties =
        IntStream.range(0, columns)
            .mapToObj(i -> "\"column_" + i + "\":" + types[strings ? 0 : i % types.length])
            .collect(Collectors.joining(","));
    StringBuilder text = new StringBuilder();
    for (int record = 0; record < RECORDS; record++) {
      text.append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":{");
      for (int i = 0; i < columns; i++) {
        text.append(i == 0 ? "" : ",").append("\"column_").append(i).append("\":");
        text.append(strings ? text(record + i) : value(i % types.length, record));
      }
      text.append("},\"emitted_at\":1700000000000}}\n");
    }
    lines = text.toString().getBytes(StandardCharsets.UTF_8);
    StreamSchema schema =
        StreamSchema.fromJsonSchema(
            new ObjectMapper().readTree("{\"properties\":{" + properties + "}}"));
    conformer =
        new RecordConformer(
            schema,
            ValueLimits.builder()
                .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
                .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
                .setNumbersAreDoubles(true)
                .setMaxTextBytes(1 << 20)
                .setMinYear(1)
                .setMaxYear(9999)
                .build());
  }

  private static String text(int seed) {
    return String.format(
        Locale.ROOT, "\"%050d\"", Math.abs(seed * 2_654_435_761L) % 1_000_000_000_000L);
  }

  private static String value(int type, int record) {
    return switch (type) {
      case 0 -> "\"text " + record + "\"";
      case 1 -> Integer.toString(record);
      case 2 -> record + ".25";
      case 3 -> "\"2024-01-02T03:04:05Z\"";
      default -> "true";
    };
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long conform() throws IOException {
    Sum sum = new Sum();
    conformer.conform(lines, 0, lines.length, sum);
    return sum.bytes;
  }

  /** The bound: a pass that looks at nothing. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long jacksonTokens() throws IOException {
    long tokens = 0;
    try (JsonParser parser = factory.createParser(lines)) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  private static final class Sum implements RowHandler {
    private long bytes;

    @Override
    public void startRow(long emittedAtMillis) {
      bytes += emittedAtMillis & 1;
    }

    @Override
    public void value(int column, byte[] json, int offset, int length) {
      bytes += length + json[offset];
    }

    @Override
    public void endRow(@Nullable String meta) {}
  }
}
