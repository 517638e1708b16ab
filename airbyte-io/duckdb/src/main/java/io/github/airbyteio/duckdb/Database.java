package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A database that speaks DuckDB's SQL, wherever it is. Its text names it in messages and holds no
 * secret.
 */
interface Database extends Serializable {
  /**
   * Opens a connection to write; a database of this machine is created if it is missing.
   *
   * @throws AirbyteIoException if it cannot be opened
   */
  Connection connect();

  /**
   * Opens a connection that cannot write to the database and hands rows on while it finds them.
   * Creates nothing.
   *
   * @throws AirbyteIoException if it does not exist or cannot be opened
   */
  Connection connectToRead();

  /** Whether there is surely nothing yet, so that nothing need be looked up. */
  boolean isMissing();

  /** Whether it is a file, which the DuckDB of this process writes. */
  boolean storesHere();

  /** The folder on this machine in which blocks wait for their commit. */
  StagingFolder staging();

  /** The target's notation, without settings. */
  String notation();

  /** What DuckDB has said, without what it may have quoted of a secret. */
  SQLException withoutSecrets(SQLException failure);
}
