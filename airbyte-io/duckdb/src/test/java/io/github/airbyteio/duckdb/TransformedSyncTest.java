package io.github.airbyteio.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.AirbyteRecord;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.testing.FakeConnector;
import io.github.airbyteio.testing.Step;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are changed on their way, and the commit protocol does not notice. */
class TransformedSyncTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Connection fake;
  private Sink sink;
  private int runs;

  @BeforeEach
  void install() throws Exception {
    sink = DuckDbSink.to(folder.resolve("f.duckdb").toString());
    fake =
        Connection.of(
                FakeConnector.create()
                    .onRead(Step.incremental(Step.Kind.STREAM, 10, 4, "users", "orders"))
                    .install(folder))
            .withSelection(StreamSelection.all().withMode(StreamSelection.Mode.APPEND));
  }

  private JsonNode sync(
      RecordTransforms transforms,
      SerializableFunction<AirbyteRecord, @Nullable ObjectNode> function)
      throws Exception {
    Path report = folder.resolve("report" + runs++ + ".json");
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(
            AirbyteIO.read(fake)
                .withStateFrom(sink)
                .withTransforms(transforms)
                .withRecordCountCheck(RecordCountCheck.FAIL))
        .apply(AirbyteIO.mapRecords(function))
        .apply(AirbyteIO.write(sink).withReport(report.toString()));
    pipeline.run().waitUntilFinish();
    return JSON.readTree(report.toFile());
  }

  private List<String> query(String sql) throws Exception {
    List<String> found = new ArrayList<>();
    try (java.sql.Connection database =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("f.duckdb"));
        ResultSet rows = database.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /** Leaves the odd users out, and doubles the ids of the even ones. */
  private static @Nullable ObjectNode evenUsers(AirbyteRecord record) {
    ObjectNode data = record.json();
    if (!record.stream().name().equals("users")) {
      return data;
    }
    return data.path("id").asInt() % 2 == 1 ? null : data.put("id", data.path("id").asInt() * 2);
  }

  @Test
  void mappedRecordsAreStoredWithTheStatesThatCoverThem() throws Exception {
    JsonNode report = sync(RecordTransforms.none(), TransformedSyncTest::evenUsers);

    assertThat(query("SELECT id FROM users ORDER BY id"))
        .containsExactly("4", "8", "12", "16", "20");
    assertThat(query("SELECT id FROM orders")).hasSize(10);
    JsonNode users = report.at("/streams/0");
    assertThat(users.path("status").asText()).isEqualTo("succeeded");
    assertThat(users.path("records_read").asInt()).isEqualTo(10);
    assertThat(users.path("records_committed").asInt()).isEqualTo(5);
    assertThat(users.path("records_filtered").asInt()).isEqualTo(5);
    assertThat(users.path("state_committed").asBoolean()).isTrue();
    assertThat(report.at("/streams/1").has("records_filtered")).as("none of them").isFalse();
    assertThat(report.path("warnings")).isEmpty();

    JsonNode again = sync(RecordTransforms.none(), TransformedSyncTest::evenUsers);

    assertThat(again.at("/streams/0/records_read").asInt()).as("from the state on").isZero();
    assertThat(query("SELECT id FROM users")).hasSize(5);
  }

  @Test
  void aFunctionThatLeavesAllRecordsOutStillMovesTheState() throws Exception {
    JsonNode report = sync(RecordTransforms.none(), record -> null);

    assertThat(report.at("/streams/0/records_filtered").asInt()).isEqualTo(10);
    assertThat(query("SELECT id FROM users")).isEmpty();
    assertThat(
            sync(RecordTransforms.none(), AirbyteRecord::json)
                .at("/streams/0/records_read")
                .asInt())
        .isZero();
  }

  @Test
  void aFunctionThatThrowsFailsThePipelineAndTheNextRunLosesNothing() throws Exception {
    assertThatThrownBy(
            () ->
                sync(
                    RecordTransforms.none(),
                    record -> {
                      throw new IllegalStateException("no");
                    }))
        .hasStackTraceContaining("AirbyteIoException: mapRecords: the function failed")
        .hasStackTraceContaining("of stream '");

    JsonNode unused = sync(RecordTransforms.none(), AirbyteRecord::json);

    assertThat(query("SELECT id FROM users ORDER BY id")).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void transformationsAreAppliedToWhatTheFunctionReturns() throws Exception {
    JsonNode report =
        sync(
            RecordTransforms.none()
                .drop("users.name")
                .rename("users.id=number")
                .filter("users.id>8"),
            TransformedSyncTest::evenUsers);

    assertThat(query("SELECT number FROM users ORDER BY number")).containsExactly("12", "16", "20");
    assertThat(
            query("SELECT column_name FROM information_schema.columns WHERE table_name = 'users'"))
        .contains("number", "updated_at")
        .doesNotContain("id", "name");
    assertThat(report.at("/streams/0/records_committed").asInt()).isEqualTo(3);
    assertThat(report.at("/streams/0/records_filtered").asInt()).isEqualTo(7);
  }

  @Test
  void aFilterThatNothingMatchesLeavesAnEmptyTableAndMovesTheState() throws Exception {
    RecordTransforms none = RecordTransforms.none().filter("users.id<0");

    assertThat(sync(none, AirbyteRecord::json).at("/streams/0/records_filtered").asInt())
        .isEqualTo(10);

    assertThat(query("SELECT id FROM users")).isEmpty();
    assertThat(sync(none, AirbyteRecord::json).at("/streams/0/records_read").asInt()).isZero();
  }

  @Test
  void rowsAreTransformedAndRecordsAreNot() {
    Pipeline pipeline = Pipeline.create();
    ReadResult read =
        pipeline.apply(
            AirbyteIO.read(fake)
                .withTransforms(
                    RecordTransforms.none()
                        .select("users.id", "users.name")
                        .rename("users.id=number")
                        .hash("users.name")
                        .filter("users.id=7")));
    PCollection<Row> rows = read.rows("users");

    assertThat(rows.getSchema().getFieldNames()).containsExactly("number", "name");
    PAssert.that(rows)
        .satisfies(
            found -> {
              assertThat(found)
                  .singleElement()
                  .satisfies(
                      row -> {
                        assertThat(row.getInt64("number")).isEqualTo(7L);
                        assertThat(row.getString("name")).matches("[0-9a-f]{64}");
                      });
              return null;
            });
    PAssert.that(read.records())
        .satisfies(
            records -> {
              assertThat(records).hasSize(20).allMatch(r -> r.json().has("updated_at"));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aTransformationThatCannotBeIsRefusedBeforeAnythingIsRead() {
    assertThatThrownBy(
            () ->
                Pipeline.create()
                    .apply(
                        AirbyteIO.read(fake)
                            .withTransforms(RecordTransforms.none().hash("users.nome"))))
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.hint()).contains("id, name, updated_at"));
  }
}
