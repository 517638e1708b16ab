package io.github.airbyteio.duckdb;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The suite on MotherDuck's stand-in. */
@Execution(ExecutionMode.CONCURRENT)
class MotherDuckConformanceIT extends SinkConformanceTest {
  @TempDir Path folder;

  @Override
  protected SinkHarness open() {
    return new DuckDbConformanceTest.Harness(
        LocalStandIn.file(folder, "remote"), LocalStandIn.sink(folder, "remote"));
  }
}
