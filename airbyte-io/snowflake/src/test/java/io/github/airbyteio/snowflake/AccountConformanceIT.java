package io.github.airbyteio.snowflake;

import io.github.airbyteio.testing.sink.SinkConformanceTest;
import io.github.airbyteio.testing.sink.SinkHarness;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The suite on an account: {@code SNOWFLAKE_URL} holds a target, whose schema is replaced by one
 * for each test.
 */
@EnabledIfEnvironmentVariable(
    named = "SNOWFLAKE_URL",
    matches = "snowflake://.+",
    disabledReason = "not run: SNOWFLAKE_URL names no account")
class AccountConformanceIT extends SinkConformanceTest {
  private static SnowflakeSink account;

  @BeforeAll
  static void account() {
    account = SnowflakeSink.parse(System.getenv("SNOWFLAKE_URL"));
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
