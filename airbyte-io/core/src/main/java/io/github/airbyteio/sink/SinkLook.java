package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.state.StateReader;
import java.io.IOException;
import java.util.List;

/** A look at a store before a sync: changes nothing, and creates nothing. */
public interface SinkLook extends StateReader, AutoCloseable {
  /**
   * What {@link SinkConnection#prepare} would do now to the tables of these streams, in their
   * order.
   *
   * @throws AirbyteIoException as {@code prepare} would throw it
   */
  List<TablePlan> tables(List<StreamTarget> targets) throws IOException;

  @Override
  void close() throws IOException;
}
