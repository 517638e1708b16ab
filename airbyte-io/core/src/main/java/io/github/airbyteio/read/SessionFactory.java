package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.state.Scope;
import java.io.Serializable;
import java.util.Map;

/** Launches sessions: connector processes, or fakes in tests. */
interface SessionFactory extends Serializable {
  /**
   * Launches the task's connector.
   *
   * @param states what it continues from
   * @throws io.github.airbyteio.protocol.AirbyteIoException if it cannot be launched
   */
  Session launch(ReadTask task, String attempt, Map<Scope, AirbyteState> states);

  /** Counts a launch, in the bundle that it belongs to. */
  default void countLaunch(ReadTask task) {}
}
