package io.github.airbyteio.testing.sink;

import io.github.airbyteio.protocol.StreamDescriptor;

/** The base of the parts of the suite. */
interface SinkRules {
  String CONNECTION = "conformance";
  String STRING = "{\"type\":\"string\"}";
  String INTEGER = "{\"type\":\"integer\"}";
  String NUMBER = "{\"type\":\"number\"}";
  String BOOLEAN = "{\"type\":\"boolean\"}";
  String OBJECT = "{\"type\":\"object\"}";
  String ARRAY = "{\"type\":\"array\"}";
  String DATE = "{\"type\":\"string\",\"format\":\"date\"}";
  String TIMESTAMP = "{\"type\":\"string\",\"format\":\"date-time\"}";
  String TIMESTAMP_NO_ZONE =
      "{\"type\":\"string\",\"format\":\"date-time\",\"airbyte_type\":\"timestamp_without_timezone\"}";
  String TIME =
      "{\"type\":\"string\",\"format\":\"time\",\"airbyte_type\":\"time_without_timezone\"}";
  String TIME_ZONE =
      "{\"type\":\"string\",\"format\":\"time\",\"airbyte_type\":\"time_with_timezone\"}";

  SinkHarness harness();

  default StreamWriter stream(String name, String properties) {
    return new StreamWriter(harness(), CONNECTION, StreamDescriptor.of(name), properties);
  }

  /** A member of {@code properties}. */
  static String property(String name, String schema) {
    return "\"" + name + "\":" + schema;
  }
}
