package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.airbyteio.connector.ConnectorSpec;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.List;
import java.util.TreeSet;

/**
 * Checks a configuration against the connector's spec before it is launched. Values are never
 * shown: they may be secret.
 */
public final class ConfigValidator {
  private ConfigValidator() {}

  /**
   * @throws AirbyteIoException that lists each violation with its place
   */
  public static void validate(ConnectorSpec spec, ObjectNode config) {
    validate(spec.connectionSpecification(), config);
  }

  static void validate(ObjectNode schemaOfConfig, ObjectNode config) {
    ObjectNode specification = schemaOfConfig.deepCopy();
    // Connectors name dialects of all kinds; what they write is draft 7.
    specification.remove("$schema");
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(specification);
    List<Error> errors = schema.validate(config);
    if (errors.isEmpty()) {
      return;
    }
    TreeSet<String> violations = new TreeSet<>();
    for (Error error : errors) {
      violations.add("  " + place(error) + ": " + problem(error));
    }
    throw new AirbyteIoException(
        Category.CONFIG,
        "The configuration does not fit the connector's spec:\n" + String.join("\n", violations),
        "'airbyteio spec' shows what the connector expects.");
  }

  private static String place(Error error) {
    String path = error.getInstanceLocation().toString();
    return path.isEmpty() ? "$" : "$" + path.replace('/', '.');
  }

  /** What is wrong, told by the schema's keyword: the validator's own text may quote the value. */
  private static String problem(Error error) {
    JsonNode expected = error.getSchemaNode();
    String keyword = String.valueOf(error.getKeyword());
    return switch (keyword) {
      case "required" -> "the property '" + error.getProperty() + "' is missing";
      case "type" -> "must be of type " + text(expected);
      case "enum", "const" -> "must be one of " + text(expected);
      case "additionalProperties" -> "the property '" + error.getProperty() + "' is not known";
      case "oneOf", "anyOf" -> "fits none, or more than one, of the choices";
      default -> "violates " + keyword + " " + text(expected);
    };
  }

  private static String text(JsonNode expected) {
    return expected == null ? "" : expected.isTextual() ? expected.asText() : expected.toString();
  }
}
