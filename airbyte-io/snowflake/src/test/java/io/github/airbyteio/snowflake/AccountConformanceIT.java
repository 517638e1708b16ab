package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;

/**
 * The suite on an account: {@code SNOWFLAKE_URL} holds a target, whose schema is replaced by one
 * for each test.
 */
class AccountConformanceIT extends SinkConformanceTest {
  private static final String URL = System.getenv("SNOWFLAKE_URL");

  private static SnowflakeSink account;

  @BeforeAll
  static void sayWhereItRuns() {
    System.out.println(
        URL == null
            ? "The suite of the sinks was not run on a Snowflake account: SNOWFLAKE_URL is not set."
            : "The suite of the sinks runs on " + SnowflakeSink.parse(URL));
    assumeThat(URL).as("SNOWFLAKE_URL").isNotNull();
    account = SnowflakeSink.parse(URL);
  }

  @Override
  protected SinkHarness open() {
    String schema = "AIRBYTEIO_" + UUID.randomUUID().toString().replace('-', '_');
    SnowflakeSink sink =
        account.toBuilder().setSchema(TargetNotation.name("schema", schema)).build();
    return new SnowflakeHarness(sink) {
      @Override
      public void close() throws Exception {
        execute("DROP SCHEMA IF EXISTS " + SnowflakeDialect.identifier(sink.schema()));
        super.close();
      }
    };
  }
}
