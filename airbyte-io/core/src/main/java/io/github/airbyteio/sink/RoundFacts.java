package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEnd;
import io.github.airbyteio.state.ReadEvent;
import io.github.airbyteio.state.RunIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What has been told of one round so far, in any order. */
final class RoundFacts {
  private final List<SyncFact> facts = new ArrayList<>();
  private final Map<StreamDescriptor, Long> recordsRead = new HashMap<>();
  private final Set<StreamDescriptor> outcomes = new HashSet<>();
  private final Set<String> receivedTokens = new HashSet<>();
  private boolean rejected;
  private @Nullable ReadEvent end;

  void add(SyncFact fact) {
    facts.add(fact);
    rejected |= fact.rejection();
    if (fact.read() != null) {
      recordsRead.merge(fact.read(), fact.records(), Long::sum);
    }
    if (fact.receipt() != null) {
      receivedTokens.add(fact.receipt().token());
    }
    ReadEvent event = fact.event();
    if (event != null && !fact.rejection()) {
      switch (event.kind()) {
        case READ_ENDED -> end = event;
        case STREAM_SUCCEEDED, STREAM_FAILED, STREAM_INTERRUPTED -> {
          if (event.stream() != null) {
            outcomes.add(event.stream());
          }
        }
        case STREAM_STATUS, WARNING, SCHEMA_CHANGED -> {}
      }
    }
  }

  List<SyncFact> facts() {
    return facts;
  }

  /** Whether a record came that no table may take: each later round would meet it again. */
  boolean isRejected() {
    return rejected;
  }

  /**
   * Whether nothing is missing: the process has ended, all that it says to have read has been seen,
   * and its last checkpoints are committed, or can never be.
   */
  boolean isComplete() {
    if (end == null || end.end() == null) {
      return false;
    }
    ReadEnd read = end.end();
    return outcomes.containsAll(read.recordsRead().keySet())
        && read.recordsRead().entrySet().stream()
            .allMatch(e -> recordsRead.getOrDefault(e.getKey(), 0L) >= e.getValue())
        && (rejected || receivedTokens.containsAll(read.finalTokens().values()));
  }

  /** The report of a complete round, on the streams that its process has read. */
  SyncReport report(List<StreamTarget> targets) {
    ReportBuilder builder = new ReportBuilder();
    facts.forEach(builder::add);
    ReadEnd read = end.end();
    return builder
        .build(
            targets.stream()
                .filter(target -> read.recordsRead().containsKey(target.stream()))
                .toList())
        .ofRound(Round.of(RunIds.roundOf(end.runId()), read.begun(), read.next()));
  }
}
