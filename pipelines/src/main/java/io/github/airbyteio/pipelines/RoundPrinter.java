package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.sink.SyncReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.transforms.DoFn;

/** Prints each round of a continuous sync as a bounded one is printed, and when the next begins. */
final class RoundPrinter extends DoFn<SyncReport, Void> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String connection;
  private final boolean json;

  RoundPrinter(String connection, boolean json) {
    this.connection = connection;
    this.json = json;
  }

  @ProcessElement
  public void process(@Element SyncReport report) throws JsonProcessingException {
    JsonNode document = JSON.readTree(report.toJson());
    Instant now = Instant.now();
    Instant next = report.round().next();
    // Processes with rounds of their own may end in the same moment.
    synchronized (System.err) {
      SyncOutcome.of(document)
          .print(connection, Duration.between(report.round().begun(), now), json, true);
      if (!Interruption.isUnderWay()) {
        System.err.println(
            next.isAfter(now)
                ? "Next round at " + next.truncatedTo(ChronoUnit.SECONDS) + "."
                : "The next round begins at once.");
      }
    }
  }
}
