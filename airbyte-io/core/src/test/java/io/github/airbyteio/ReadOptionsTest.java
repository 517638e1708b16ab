package io.github.airbyteio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.protocol.CdcDeletes;
import io.github.airbyteio.read.ProcessLayout;
import io.github.airbyteio.read.RecordCountCheck;
import io.github.airbyteio.read.RetryPolicy;
import io.github.airbyteio.schema.RecordTransforms;
import io.github.airbyteio.sink.InMemorySink;
import io.github.airbyteio.sink.Sink;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.FileStateStore;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler;
import org.junit.jupiter.api.Test;

/** Each option is displayed, except for secrets; none depends on the order of the calls. */
class ReadOptionsTest {
  private static final Connection CONNECTION =
      Connection.of(Connector.executable("source-x"))
          .withId("c1")
          .withConfig(ConfigSource.inline("{\"password\":\"canary\"}"))
          .withCatalog(TestReads.catalog("{\"id\":{\"type\":\"integer\"}}"));
  private static final Sink SINK = new InMemorySink();
  private static final ConnectionStateStore STORE = FileStateStore.in("states");

  private static Map<String, String> displayed(PTransform<?, ?> read) {
    Map<String, String> items = new TreeMap<>();
    DisplayData.from(read)
        .items()
        .forEach(item -> items.put(item.getKey(), String.valueOf(item.getValue())));
    return items;
  }

  @Test
  void eachOptionIsDisplayed() {
    Map<String, String> items =
        displayed(
            AirbyteIO.read(CONNECTION)
                .withStateFrom(STORE)
                .withProcesses(ProcessLayout.grouped(7))
                .withRetryPolicy(RetryPolicy.none())
                .withRecordCountCheck(RecordCountCheck.FAIL)
                .withHeartbeat(Duration.ofMinutes(17))
                .withCheckpointInterval(Duration.ofSeconds(13))
                .withTransforms(RecordTransforms.none().drop("users.email"))
                .withCdcDeletes(CdcDeletes.SOFT)
                .withEventTime(EventTime.cursor().andField("users", "at"))
                .withErrorHandler(new ErrorHandler.DefaultErrorHandler<>()));

    assertThat(items)
        .containsEntry("connector", "source-x")
        .containsEntry("connectionId", "c1")
        .containsEntry("stateStore", STORE.description())
        .containsEntry("cdcDeletes", "SOFT")
        .containsEntry("eventTime", "cursor {users=at}")
        .containsEntry("errorHandler", "true");
    assertThat(items.get("processes")).contains("7");
    assertThat(items.get("retryPolicy")).contains("1");
    assertThat(items.get("settings")).contains("FAIL", "PT17M", "PT13S");
    assertThat(items.get("transforms")).contains("users.email");
    assertThat(items.toString()).doesNotContain("canary");
  }

  @Test
  void theLastPlaceOfStatesCounts() {
    assertThat(displayed(AirbyteIO.read(CONNECTION).withStateFrom(SINK).withStateFrom(STORE)))
        .containsKey("stateStore")
        .doesNotContainKey("stateFrom");
    assertThat(displayed(AirbyteIO.read(CONNECTION).withStateFrom(STORE).withStateFrom(SINK)))
        .containsEntry("stateFrom", SINK.description())
        .doesNotContainKey("stateStore");
  }

  @Test
  void theOrderOfOptionsHasNoEffect() {
    AirbyteIO.Read read = AirbyteIO.read(CONNECTION);

    assertThat(
            read.withEventTime(EventTime.emittedAt())
                .withStateFrom(STORE)
                .withHeartbeat(Duration.ofHours(1)))
        .isEqualTo(
            read.withHeartbeat(Duration.ofHours(1))
                .withStateFrom(STORE)
                .withEventTime(EventTime.emittedAt()));
  }

  @Test
  void aReadIsBuiltWithoutItsConnector() {
    ReadResult read = Pipeline.create().apply(AirbyteIO.read(CONNECTION).withStateFrom(STORE));

    assertThat(read.expand()).hasSize(3);
    assertThat(read.rows("users").getSchema().getFieldNames()).containsExactly("id");
    assertThat(read.rows("users", RowOptions.flat().withMeta()).getSchema().getFieldNames())
        .containsExactly("id", RowOptions.META_FIELD);
  }

  @Test
  void aContinuousReadIsNotLaunchedAhead() {
    AirbyteIO.Read rounds = AirbyteIO.read(CONNECTION).withPollInterval(Duration.ofMinutes(1));

    assertThatThrownBy(rounds::launchedAhead).hasMessageContaining("continuous");
  }

  @Test
  void whatIsLaunchedAheadIsDisplayedAsTheRead() {
    AirbyteIO.Read read = AirbyteIO.read(CONNECTION).withProcesses(ProcessLayout.grouped(7));

    assertThat(displayed(read.launchedAhead())).isEqualTo(displayed(read));
  }

  @Test
  void theReportsFileIsDisplayed() {
    assertThat(DisplayData.from(AirbyteIO.write(SINK).withReport("report.json")).items())
        .extracting(DisplayData.Item::getKey)
        .contains("sink", "reportFile");
  }
}
