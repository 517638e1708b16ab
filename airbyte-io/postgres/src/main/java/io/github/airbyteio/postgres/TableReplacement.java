package io.github.airbyteio.postgres;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.sql.StreamTable;
import java.sql.SQLException;

/** How the rows of a finished generation take the place of all older ones. */
interface TableReplacement {
  /**
   * Sees to it, before anything is read, that the table can be replaced.
   *
   * @throws AirbyteIoException if it cannot; it says what is in the way
   */
  void check(StreamTable table) throws SQLException;

  /** Replaces the rows; what readers see changes when the transaction is committed. */
  void replace(StreamTable table) throws SQLException;
}
