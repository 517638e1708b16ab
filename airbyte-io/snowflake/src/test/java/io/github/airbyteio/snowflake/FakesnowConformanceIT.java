package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.testing.services.FakesnowServer;
import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The suite on fakesnow, through the unmodified driver.
 *
 * <p>It differs from Snowflake, and so from what the suite wants, in four ways that are seen here:
 * it loads an empty text as null, cuts the digits of numbers within JSON, leaves a JSON string its
 * quotes when it becomes a text, and does not heed the format of a timestamp's text. These tests
 * fail when it no longer does so; the strict fake does none of it.
 */
@Execution(ExecutionMode.CONCURRENT)
class FakesnowConformanceIT extends SinkConformanceTest {
  @TempDir static Path folder;

  /** Those that no test uses at the moment. One answers a single request at a time. */
  private static final BlockingQueue<FakesnowServer> SERVERS = new ArrayBlockingQueue<>(2);

  @BeforeAll
  static void start() throws Exception {
    while (SERVERS.remainingCapacity() > 0) {
      SERVERS.add(FakesnowServer.start());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (FakesnowServer server : SERVERS) {
      server.close();
    }
  }

  @Override
  protected SinkHarness open() throws Exception {
    FakesnowServer server = SERVERS.take();
    return new SnowflakeHarness(sink(folder, server)) {
      @Override
      public void close() throws Exception {
        super.close();
        SERVERS.add(server);
      }
    };
  }

  static SnowflakeSink sink(Path folder, FakesnowServer server) throws Exception {
    Path password = Files.writeString(Files.createTempFile(folder, "password", ""), "snow");
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

  @Override
  @Test
  public void scenario01_basicTypes() {
    loadsAnEmptyTextAsNull(super::scenario01_basicTypes, "name");
  }

  @Override
  @Test
  public void scenario05_nullHandling() {
    loadsAnEmptyTextAsNull(super::scenario05_nullHandling, "s");
  }

  @Override
  @Test
  public void scenario13_unicodeAndSpecialStrings() {
    loadsAnEmptyTextAsNull(super::scenario13_unicodeAndSpecialStrings, "text");
  }

  private static void loadsAnEmptyTextAsNull(ThrowingCallable rule, String field) {
    assertThatThrownBy(rule)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but was: [\"" + field + ": \"\" is stored as null\"]");
  }

  @Override
  @Test
  public void unknownFieldsAreKeptInTheMetaIfThatIsAsked() {
    assertThatThrownBy(super::unknownFieldsAreKeptInTheMetaIfThatIsAsked)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("12345678901234567000.0");
  }

  @Override
  @Test
  @Disabled("takes minutes here, and needs nothing of fakesnow that other tests do not")
  public void tenThousandNamesAreKeptApart() {}

  @Override
  @Test
  public void aTypeIsWidenedAndEachValueStays() {
    assertThatThrownBy(super::aTypeIsWidenedAndEachValueStays)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("v: \"a\\\"b\" is stored as \"\\\"a\\\\\\\"b\\\"\"");
  }

  @Override
  @Test
  public void timestampsBecomeTextsThatMeanTheSame() {
    assertThatThrownBy(super::timestampsBecomeTextsThatMeanTheSame)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("2024-01-02 03:04:05.25");
  }
}
