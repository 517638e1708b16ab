package io.github.airbyteio.snowflake;

/** An error in Snowflake's words. */
final class FakeError extends RuntimeException {
  final String code;
  final String state;

  FakeError(String code, String state, String message) {
    super(message);
    this.code = code;
    this.state = state;
  }

  static FakeError syntax(String sql) {
    return new FakeError(
        "001003", "42000", "SQL compilation error: the sink issues no such statement: " + sql);
  }
}
