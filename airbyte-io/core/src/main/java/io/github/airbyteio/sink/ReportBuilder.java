package io.github.airbyteio.sink;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.sink.StreamReport.Status;
import io.github.airbyteio.state.ReadEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Sums the facts of a sync up.
 *
 * <p>A stream has succeeded only if its read was proven complete and that was committed: a closing
 * checkpoint that never reached the sink is a failure too, whatever the reader said.
 */
final class ReportBuilder {
  /** More would bury the first ones, which tell the most. */
  private static final int MAX_WARNINGS = 100;

  private final Map<StreamDescriptor, Long> recordsRead = new HashMap<>();
  private final Map<StreamDescriptor, Long> bytesRead = new HashMap<>();
  private final Map<StreamDescriptor, Long> committed = new HashMap<>();
  private final Map<StreamDescriptor, Long> nulled = new HashMap<>();
  private final Map<StreamDescriptor, Long> filtered = new HashMap<>();
  private final Set<StreamDescriptor> completed = new HashSet<>();
  private final Set<StreamDescriptor> stored = new HashSet<>();
  private final Map<StreamDescriptor, List<String>> schemaChanges = new HashMap<>();
  private @Nullable ReadEvent processFailure;
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Map<StreamDescriptor, ReadEvent> outcomes = new HashMap<>();

  void add(SyncFact fact) {
    if (fact.read() != null) {
      recordsRead.merge(fact.read(), fact.records(), Long::sum);
      bytesRead.merge(fact.read(), fact.bytes(), Long::sum);
    }
    if (fact.receipt() != null) {
      add(fact.receipt());
    }
    if (fact.event() != null && fact.event().kind() == ReadEvent.Kind.WARNING) {
      warn(fact.event());
    }
    if (fact.event() != null
        && fact.event().kind() == ReadEvent.Kind.STREAM_FAILED
        && fact.event().stream() == null) {
      processFailure = fact.event();
    }
    if (fact.event() != null && fact.event().stream() != null) {
      switch (fact.event().kind()) {
        // A failure outweighs the success that another execution of the element may report.
        case STREAM_FAILED -> outcomes.put(fact.event().stream(), fact.event());
        case STREAM_SUCCEEDED, STREAM_INTERRUPTED ->
            outcomes.putIfAbsent(fact.event().stream(), fact.event());
        case SCHEMA_CHANGED ->
            schemaChanges
                .computeIfAbsent(fact.event().stream(), s -> new ArrayList<>())
                .add(String.valueOf(fact.event().message()));
        case STREAM_STATUS, WARNING, READ_ENDED -> {}
      }
    }
  }

  private void warn(ReadEvent warning) {
    if (warnings.size() < MAX_WARNINGS) {
      StreamDescriptor stream = warning.stream();
      warnings.add(
          stream == null
              ? String.valueOf(warning.message())
              : "Stream '" + stream + "': " + warning.message());
    }
  }

  private void add(CommitReceipt receipt) {
    receipt.records().forEach((stream, records) -> committed.merge(stream, records, Long::sum));
    receipt.recordsNulled().forEach((stream, records) -> nulled.merge(stream, records, Long::sum));
    receipt
        .recordsFiltered()
        .forEach((stream, records) -> filtered.merge(stream, records, Long::sum));
    completed.addAll(receipt.completed());
    if (receipt.scope().stream() != null) {
      stored.add(receipt.scope().stream());
    } else {
      stored.addAll(receipt.records().keySet());
      stored.addAll(receipt.completed());
    }
  }

  SyncReport build(List<StreamTarget> targets) {
    List<StreamReport> reports = new ArrayList<>();
    AirbyteIoException error = null;
    for (StreamTarget target : targets) {
      StreamDescriptor stream = target.stream();
      ReadEvent outcome = outcomes.get(stream);
      Status status = status(stream, outcome);
      reports.add(
          StreamReport.builder()
              .setStream(stream)
              .setMode(target.mode())
              .setRecordsRead(recordsRead.getOrDefault(stream, 0L))
              .setRecordsCommitted(committed.getOrDefault(stream, 0L))
              .setRecordsNulled(nulled.getOrDefault(stream, 0L))
              .setRecordsFiltered(filtered.getOrDefault(stream, 0L))
              .setBytesRead(bytesRead.getOrDefault(stream, 0L))
              .setStatus(status)
              .setSchemaChanges(List.copyOf(schemaChanges.getOrDefault(stream, List.of())))
              .setStateCommitted(stored.contains(stream))
              .build());
      if (error == null && status != Status.SUCCEEDED) {
        error = error(stream, status, outcome);
      }
    }
    if (error == null && processFailure != null) {
      error = failure(null, processFailure);
    }
    return SyncReport.of(reports, List.copyOf(warnings), error);
  }

  private Status status(StreamDescriptor stream, @Nullable ReadEvent outcome) {
    if (outcome == null || outcome.kind() == ReadEvent.Kind.STREAM_FAILED) {
      return Status.FAILED;
    }
    if (outcome.kind() == ReadEvent.Kind.STREAM_INTERRUPTED) {
      return Status.INTERRUPTED;
    }
    return completed.contains(stream) ? Status.SUCCEEDED : Status.FAILED;
  }

  private static AirbyteIoException error(
      StreamDescriptor stream, Status status, @Nullable ReadEvent outcome) {
    if (status == Status.INTERRUPTED) {
      return new AirbyteIoException(
          Category.INTERRUPTED,
          null,
          "The sync was stopped.",
          "Run it again: it continues from what is committed.",
          null);
    }
    if (outcome == null || outcome.kind() != ReadEvent.Kind.STREAM_FAILED) {
      return new AirbyteIoException(
          Category.INTERNAL,
          stream,
          "Stream '" + stream + "' was read, but its end was never committed.",
          "Run it again: it continues from what is committed. This is a defect; please report it.",
          null);
    }
    return failure(outcome.wholeProcess() ? null : stream, outcome);
  }

  private static AirbyteIoException failure(@Nullable StreamDescriptor stream, ReadEvent outcome) {
    return new AirbyteIoException(
        outcome.configError() ? Category.CONFIG : Category.SOURCE,
        stream,
        String.valueOf(outcome.message()),
        outcome.hint(),
        null);
  }
}
