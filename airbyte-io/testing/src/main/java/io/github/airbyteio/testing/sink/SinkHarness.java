package io.github.airbyteio.testing.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.Sink;
import java.util.List;

/** What the conformance suite needs of a sink: one is made for each test. */
public interface SinkHarness extends AutoCloseable {
  /** The sink, on a store that was empty when this harness was made. */
  Sink sink();

  /**
   * Reads a stream's table with the store's own client, in any order; what the table holds of
   * unfinished generations is not a part of it.
   *
   * @throws Exception if the stream has no table
   */
  List<StoredRow> rows(String connectionId, StreamDescriptor stream) throws Exception;

  /** The type of the column that holds a field, in the store's words. */
  String columnType(String connectionId, StreamDescriptor stream, String field) throws Exception;

  /** How many text fields of a record can have a value at once; at least 100. */
  default int filledFields() {
    return 1_000;
  }

  /** Creates a table that the sink does not own. */
  void createForeignTable(String name) throws Exception;
}
