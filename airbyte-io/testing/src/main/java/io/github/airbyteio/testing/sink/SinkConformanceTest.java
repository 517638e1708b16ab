package io.github.airbyteio.testing.sink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every sink must do. Extend it and make a harness:
 *
 * <pre>{@code
 * class MySinkTest extends SinkConformanceTest {
 *   @Override
 *   protected SinkHarness open() throws Exception {
 *     return new MyHarness(...);
 *   }
 * }
 * }</pre>
 *
 * <p>A value is stored equal, or it is null with an entry in the changes; what a sink cannot hold
 * it says by its limits.
 */
public abstract class SinkConformanceTest
    implements SmokeScenarios,
        TypeRules,
        ValueRules,
        WriteModeRules,
        UnitRules,
        DedupRules,
        SchemaRules,
        LookRules,
        NameRules {
  private SinkHarness harness;

  /** Makes a harness with an empty store; it is closed after the test. */
  protected abstract SinkHarness open() throws Exception;

  @BeforeEach
  final void openHarness() throws Exception {
    harness = open();
  }

  @AfterEach
  final void closeHarness() throws Exception {
    if (harness != null) {
      harness.close();
    }
  }

  @Override
  public final SinkHarness harness() {
    return harness;
  }
}
