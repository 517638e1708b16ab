package io.github.airbyteio.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * How JSON of connectors is read: of any size, with all digits, with what Python writes for numbers
 * that JSON has not.
 */
public final class ProtocolJson {
  private static final int MAX_NESTING = 10_000;

  private ProtocolJson() {}

  /** A factory of parsers without the usual limits of size. */
  public static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNestingDepth(MAX_NESTING)
                .build())
        .build();
  }

  /** A mapper that keeps the digits of numbers. */
  public static ObjectMapper mapper() {
    return new ObjectMapper(factory())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
  }
}
