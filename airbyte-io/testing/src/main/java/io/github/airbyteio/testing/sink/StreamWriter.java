package io.github.airbyteio.testing.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.SchemaChangePolicy;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.RecordConformer;
import io.github.airbyteio.schema.RecordShape;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.CommitReceipt;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.SinkConnection;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.state.BlockId;
import io.github.airbyteio.state.BlockRange;
import io.github.airbyteio.state.Checkpoint;
import io.github.airbyteio.state.RecordBlock;
import io.github.airbyteio.state.Scope;
import io.github.airbyteio.state.StoredState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Plays the syncs of one stream against a sink, as the pipeline would. */
public final class StreamWriter {
  /** When all records are emitted unless a test says otherwise. */
  public static final long EMITTED_AT = 1_700_000_000_000L;

  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private final SinkHarness harness;
  private final String connectionId;
  private final StreamDescriptor stream;
  private WriteMode mode = WriteMode.APPEND;
  private List<String> key = List.of();
  private @Nullable String cursor;
  private String schema;
  private SchemaChangePolicy policy = SchemaChangePolicy.EVOLVE;
  private CdcDeletes deletes = CdcDeletes.HARD;
  private String meta = "";
  private boolean keepsUnknownFields;
  private long generation = 1;
  private String runId = UUID.randomUUID().toString();
  private long blocks;
  private long records;
  private @Nullable CommitUnit lastUnit;

  /**
   * @param properties the members of the schema's {@code properties}, without braces
   */
  public StreamWriter(
      SinkHarness harness, String connectionId, StreamDescriptor stream, String properties) {
    this.harness = harness;
    this.connectionId = connectionId;
    this.stream = stream;
    this.schema = properties;
  }

  public StreamWriter withMode(WriteMode newMode) {
    mode = newMode;
    return this;
  }

  public StreamWriter withKey(String... fields) {
    key = List.of(fields);
    return this;
  }

  public StreamWriter withCursor(String field) {
    cursor = field;
    return this;
  }

  public StreamWriter withProperties(String properties) {
    schema = properties;
    return this;
  }

  public StreamWriter withPolicy(SchemaChangePolicy newPolicy) {
    policy = newPolicy;
    return this;
  }

  public StreamWriter withCdcDeletes(CdcDeletes newDeletes) {
    deletes = newDeletes;
    return this;
  }

  /** Gives each record a {@code meta} of the source. */
  public StreamWriter withMeta(String json) {
    meta = ",\"meta\":" + json;
    return this;
  }

  /** Keeps fields that the schema does not have in the rows' meta. */
  public StreamWriter withUnknownFields() {
    keepsUnknownFields = true;
    return this;
  }

  /** Begins another run, in the same generation or in another one. */
  public StreamWriter newRun(long newGeneration) {
    generation = newGeneration;
    runId = UUID.randomUUID().toString();
    blocks = 0;
    records = 0;
    return this;
  }

  StreamDescriptor stream() {
    return stream;
  }

  ObjectNode jsonSchema() throws IOException {
    return (ObjectNode) JSON.readTree("{\"type\":\"object\",\"properties\":{" + schema + "}}");
  }

  /** What the stream's table is to hold now. */
  public StreamTarget target() throws IOException {
    StreamSchema columns = StreamSchema.fromJsonSchema(jsonSchema());
    List<String> fields = columns.columns().stream().map(column -> column.field()).toList();
    return StreamTarget.of(
            connectionId,
            stream,
            keepsUnknownFields ? RecordShape.withUnknownFields(columns) : RecordShape.of(columns),
            mode,
            mode.deduplicates() ? key.stream().map(fields::indexOf).toList() : List.of(),
            mode.deduplicates() && cursor != null ? (Integer) fields.indexOf(cursor) : null)
        .withCdcDeletes(deletes)
        .withSchemaChangePolicy(policy);
  }

  /** Prepares the table; returns what was changed in it. */
  public List<String> prepare() throws IOException {
    try (SinkConnection connection = harness.sink().open()) {
      return connection.prepare(target());
    }
  }

  /** Commits records, each the JSON of its {@code data}, with a state. */
  public CommitReceipt commit(String... data) throws IOException {
    return commit(false, EMITTED_AT, List.of(data));
  }

  public CommitReceipt commitAt(long emittedAt, String... data) throws IOException {
    return commit(false, emittedAt, List.of(data));
  }

  /** Commits records, and the end of the stream with them. */
  public CommitReceipt complete(String... data) throws IOException {
    return commit(true, EMITTED_AT, List.of(data));
  }

  public CommitReceipt commit(boolean completes, long emittedAt, List<String> data)
      throws IOException {
    try (SinkConnection connection = harness.sink().open()) {
      connection.prepare(target());
      List<StagedBlock> staged = new ArrayList<>();
      if (!data.isEmpty()) {
        staged.add(stage(connection, target(), emittedAt, data));
      }
      return connection.commit(unit(connection, completes, staged));
    }
  }

  /** Stages records as the run's next block. */
  public StagedBlock stage(SinkConnection connection, String... data) throws IOException {
    return stage(connection, target(), EMITTED_AT, List.of(data));
  }

  /** The commit of blocks, in their order, behind the state that is stored now. */
  public CommitUnit unit(SinkConnection connection, boolean completes, List<StagedBlock> staged)
      throws IOException {
    lastUnit =
        CommitUnit.of(
            List.of(CommitStep.of(checkpoint(connection, completes, staged), staged)),
            Map.of(stream, target()));
    return lastUnit;
  }

  /** Commits the last unit again, as a runner does that has lost its receipt. */
  public CommitReceipt repeat() throws IOException {
    if (lastUnit == null) {
      throw new IllegalStateException("Nothing was committed yet.");
    }
    try (SinkConnection connection = harness.sink().open()) {
      connection.prepare(target());
      return connection.commit(lastUnit);
    }
  }

  StagedBlock stage(
      SinkConnection connection, StreamTarget target, long emittedAt, List<String> data)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String record : data) {
      lines
          .append("{\"type\":\"RECORD\",\"record\":{\"stream\":\"s\",\"data\":")
          .append(record)
          .append(meta)
          .append(",\"emitted_at\":")
          .append(emittedAt)
          .append("}}\n");
    }
    RecordBlock block =
        RecordBlock.of(
            BlockId.of(runId, stream, blocks),
            records,
            data.size(),
            lines.toString().getBytes(StandardCharsets.UTF_8));
    blocks++;
    records += data.size();
    return connection.stage(
        target,
        ConformedBlock.of(block, new RecordConformer(target.shape(), harness.sink().limits())));
  }

  private Checkpoint checkpoint(
      SinkConnection connection, boolean completes, List<StagedBlock> staged) throws IOException {
    Scope scope = Scope.stream(connectionId, stream);
    StoredState stored = connection.states().states(connectionId).get(scope);
    long seq = stored == null ? 1 : stored.seq() + 1;
    return Checkpoint.builder()
        .setScope(scope)
        .setRunId(runId)
        .setAttempt(runId)
        .setSeq(seq)
        .setToken(UUID.randomUUID().toString())
        .setPredecessor(stored == null ? null : stored.token())
        .setState(AirbyteState.of(AirbyteState.Kind.STREAM, stream, "{\"seq\":" + seq + "}"))
        .setCovers(
            staged.isEmpty()
                ? Map.of()
                : Map.of(stream, BlockRange.of(staged.get(0).id().index(), blocks)))
        .setGenerations(Map.of(stream, generation()))
        .setCompletes(completes ? Set.of(stream) : Set.of())
        .build();
  }

  Generation generation() {
    return Generation.of(generation, mode.replaces() ? generation : 0, 7);
  }

  /** The rows of the table. */
  public List<StoredRow> rows() throws Exception {
    return harness.rows(connectionId, stream);
  }

  /** The values of one field, sorted as texts; null as the text {@code null}. */
  public List<String> values(String field) throws Exception {
    List<String> values = new ArrayList<>();
    for (StoredRow row : rows()) {
      JsonNode value = row.values().get(field);
      values.add(value == null ? "no such field" : value.asText());
    }
    values.sort(null);
    return values;
  }
}
