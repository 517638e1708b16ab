package io.github.airbyteio.postgres;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The suite on the server that {@code POSTGRES_URL} names, in the notation of targets. */
@EnabledIfEnvironmentVariable(
    named = PostgresUrlConformanceTest.VARIABLE,
    matches = ".+",
    disabledReason = "Not run on a server of your own: POSTGRES_URL is not set.")
class PostgresUrlConformanceTest extends SinkConformanceTest {
  static final String VARIABLE = "POSTGRES_URL";

  @BeforeAll
  static void say() {
    System.out.println("The suite runs on " + PostgresSink.parse(System.getenv(VARIABLE)));
  }

  @Override
  protected SinkHarness open() {
    return PostgresHarness.of(PostgresSink.parse(System.getenv(VARIABLE)));
  }
}
