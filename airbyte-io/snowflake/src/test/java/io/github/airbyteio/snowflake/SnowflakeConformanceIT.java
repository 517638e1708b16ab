package io.github.airbyteio.snowflake;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The suite on the strict fake, all of it. */
@Execution(ExecutionMode.CONCURRENT)
class SnowflakeConformanceIT extends SinkConformanceTest {
  @TempDir Path folder;

  @Override
  protected SinkHarness open() throws Exception {
    FakeSnowflake server = new FakeSnowflake(folder);
    return new SnowflakeHarness(server.sink("CONFORMANCE")) {
      @Override
      public void close() throws Exception {
        super.close();
        server.close();
      }
    };
  }
}
