package io.github.airbyteio.testing.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/**
 * A row as the store has it.
 *
 * @param values by field, in the source's spelling; SQL NULL is a JSON null. Dates and times are
 *     ISO texts, with an offset where the column has one; a JSON column is its JSON
 * @param meta {@code _airbyte_meta}
 * @param extractedAt {@code _airbyte_extracted_at}
 * @param generationId {@code _airbyte_generation_id}
 */
public record StoredRow(
    Map<String, JsonNode> values, JsonNode meta, Instant extractedAt, long generationId) {}
