package io.github.airbyteio.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RowHandler;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.schema.ValueLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What comes of the bytes of a connector's stdout: framed, routed and conformed. */
final class StdoutReplay {
  static final StreamDescriptor USERS = StreamDescriptor.of("users");
  static final StreamDescriptor ORDERS = StreamDescriptor.of("orders");
  static final String STATE =
      "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"users\"},\"stream_state\":{\"c\":1}}}}";

  private StdoutReplay() {}

  static String record(String stream, String data) {
    return "{\"type\":\"RECORD\",\"record\":{\"stream\":\""
        + stream
        + "\",\"data\":"
        + data
        + ",\"emitted_at\":1}}";
  }

  static String user(int id) {
    return record("users", "{\"id\":" + id + "}");
  }

  /** What has come through: the values of {@code v} or {@code id} by stream, states, the end. */
  static final class Outcome {
    final List<String> users = new ArrayList<>();
    final List<String> orders = new ArrayList<>();
    final List<String> states = new ArrayList<>();
    final List<String> changes = new ArrayList<>();
    final List<Long> emittedAt = new ArrayList<>();
    SessionItem end;

    String failure() {
      return end instanceof SessionItem.Failed failed ? failed.message() : "no failure: " + end;
    }
  }

  static Outcome read(String... lines) throws Exception {
    return read(0, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Outcome read(int exitCode, byte[] stdout) throws Exception {
    return read(exitCode, new ByteArrayInputStream(stdout));
  }

  static Outcome read(int exitCode, InputStream stdout) throws Exception {
    Outcome outcome = new Outcome();
    ByteBoundedQueue queue = new ByteBoundedQueue(Long.MAX_VALUE);
    new MessageRouter(
            List.of(USERS, ORDERS),
            true,
            null,
            queue,
            text -> text,
            ReadSettings.standard().toBuilder().setCheckpointInterval(Duration.ZERO).build(),
            new Heartbeat(Duration.ofHours(3), System::nanoTime))
        .route(new Replay(stdout, exitCode));
    while (outcome.end == null) {
      SessionItem item = queue.poll(0);
      if (item instanceof SessionItem.Records records) {
        conform(records, outcome);
      } else if (item instanceof SessionItem.State state) {
        outcome.states.add(state.state().json());
      } else if (!(item instanceof SessionItem.Event)) {
        outcome.end = item;
      }
    }
    return outcome;
  }

  private static void conform(SessionItem.Records records, Outcome outcome) throws IOException {
    StreamSchema schema =
        StreamSchema.fromJsonSchema(
            ProtocolJson.mapper()
                .readTree(
                    "{\"properties\":{\"id\":{\"type\":\"integer\"},\"v\":{\"type\":\"string\"},\"n\":{\"type\":\"number\"},\"j\":{\"type\":\"object\"}}}"));
    ValueLimits limits =
        ValueLimits.builder()
            .setMinInteger(BigInteger.valueOf(Long.MIN_VALUE))
            .setMaxInteger(BigInteger.valueOf(Long.MAX_VALUE))
            .setNumbersAreDoubles(true)
            .setMaxTextBytes(100 << 20)
            .setMinYear(1)
            .setMaxYear(9999)
            .build();
    List<String> rows = records.stream().equals(USERS) ? outcome.users : outcome.orders;
    new RecordConformer(schema, limits)
        .conform(
            records.lines(),
            0,
            records.lines().length,
            new RowHandler() {
              private String row = "";

              @Override
              public void startRow(long emittedAtMillis) {
                row = "";
                outcome.emittedAt.add(emittedAtMillis);
              }

              @Override
              public void value(int column, byte[] json, int offset, int length) {
                row += new String(json, offset, length, StandardCharsets.UTF_8);
              }

              @Override
              public void endRow(@Nullable String meta) {
                rows.add(row);
                if (meta != null) {
                  outcome.changes.add(meta);
                }
              }
            });
  }

  record Replay(InputStream stdout, int exitCode) implements ConnectorProcess {
    @Override
    public String mask(String text) {
      return text;
    }

    @Override
    public void keepConfig(ObjectNode config) {}

    @Override
    public String stderrTail() {
      return "its last words";
    }

    @Override
    public boolean isAlive() {
      return false;
    }

    @Override
    public int waitFor(Duration grace) {
      return exitCode;
    }

    @Override
    public void close() {}
  }
}
