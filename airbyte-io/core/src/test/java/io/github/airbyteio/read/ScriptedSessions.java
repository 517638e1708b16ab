package io.github.airbyteio.read;

import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.state.Scope;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** Sessions of a source that says the same at each launch, whatever states it is given. */
final class ScriptedSessions implements SessionFactory {
  /** What the source says. */
  interface Script extends Serializable {
    List<SessionItem> items();
  }

  private final Script script;

  ScriptedSessions(Script script) {
    this.script = script;
  }

  @Override
  public Session launch(ReadTask task, String attempt, Map<Scope, AirbyteState> states) {
    return new FakeSessions.FakeSession(attempt, new ArrayDeque<>(script.items()));
  }
}
