package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON Schema of sync files, made of the description by which they are read. */
public final class SyncSchema {
  private static final String DEFINITIONS = "definitions";

  private SyncSchema() {}

  /** Returns the schema, of draft 7, which editors understand. */
  public static ObjectNode json() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "A sync of airbyteio: one connection, or several");
    schema.put("type", "object");
    schema.putObject("if").putArray("required").add("connections");
    schema.putObject("then").put("$ref", "#/definitions/connections");
    schema.putObject("else").put("$ref", "#/definitions/connection");
    ObjectNode definitions = schema.putObject(DEFINITIONS);
    definitions.set("connection", SyncKeys.CONNECTION.schema());
    definitions.set("connections", SyncKeys.CONNECTIONS.schema());
    return schema;
  }
}
