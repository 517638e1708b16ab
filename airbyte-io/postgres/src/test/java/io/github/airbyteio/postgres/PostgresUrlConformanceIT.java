package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import org.junit.jupiter.api.BeforeAll;

/** The suite on the server that {@code POSTGRES_URL} names, in the notation of targets. */
class PostgresUrlConformanceIT extends SinkConformanceTest {
  private static final String URL = System.getenv("POSTGRES_URL");

  @BeforeAll
  static void sayWhereItRuns() {
    System.out.println(
        URL == null
            ? "The suite of the sinks was not run on a Postgres server of your own: POSTGRES_URL is"
                + " not set."
            : "The suite of the sinks runs on " + PostgresSink.parse(URL));
    assumeThat(URL).as("POSTGRES_URL").isNotNull();
  }

  @Override
  protected SinkHarness open() {
    return PostgresHarness.of(PostgresSink.parse(URL));
  }
}
