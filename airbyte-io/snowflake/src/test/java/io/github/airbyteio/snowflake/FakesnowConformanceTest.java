package io.github.airbyteio.snowflake;

import io.github.airbyteio.sink.SecretReference;
import io.github.airbyteio.testing.services.FakesnowServer;
import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The suite on fakesnow, through the unmodified driver. */
class FakesnowConformanceTest extends SinkConformanceTest {
  @TempDir static Path folder;

  private static FakesnowServer server;

  @BeforeAll
  static void start() throws Exception {
    server = FakesnowServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected SinkHarness open() throws Exception {
    return new SnowflakeHarness(sink(folder, server));
  }

  static SnowflakeSink sink(Path folder, FakesnowServer server) throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, "snow");
    String schema = "S" + UUID.randomUUID().toString().substring(0, 8);
    return SnowflakeSink.to("fakesnow", "DB1", schema).toBuilder()
        .setHost(FakesnowServer.HOST)
        .setPort(server.port())
        .setTls(false)
        // What it does not know it answers with an error of the server, which the driver repeats.
        .setHttpRetries(1)
        .build()
        .withPassword("fake", SecretReference.file(password.toString()));
  }
}
