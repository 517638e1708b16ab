package io.github.airbyteio.postgres;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;

/** The suite on a real server. */
class PostgresConformanceIT extends SinkConformanceTest {
  @Override
  protected SinkHarness open() {
    return PostgresHarness.of(SharedServer.sink());
  }
}
