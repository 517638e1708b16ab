package io.github.airbyteio.read;

import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.AirbyteState;
import io.github.airbyteio.protocol.MessageLines;
import io.github.airbyteio.protocol.MessageParser;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.state.ReadEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a connector's stdout to its end: records into blocks, states behind the blocks they cover,
 * the rest into events or the log.
 *
 * <p>It runs on the session's pump thread; only the open blocks are shared with the thread that
 * emits.
 */
final class MessageRouter {
  private static final Logger LOG = LoggerFactory.getLogger("io.github.airbyteio.connector.log");

  /** The longest line that is read: its copies on the way to the sink must fit the heap. */
  private static final int MAX_LINE_BYTES =
      (int) Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 8);

  /** Of one attempt; a report shows fewer. */
  private static final int MAX_WARNINGS = 1_000;

  private final List<StreamDescriptor> streams;
  private final boolean wholeConnection;
  private final ByteBoundedQueue queue;
  private final UnaryOperator<String> mask;
  private final ReadSettings settings;
  private final Heartbeat heartbeat;
  private final ProcessEnd processEnd;
  private final RecordCounts counts = new RecordCounts();
  private final ReentrantLock assembling = new ReentrantLock();
  private final BlockAssembler assembler = new BlockAssembler(BlockAssembler.BLOCK_BYTES);
  private final AirbyteState.@Nullable Kind storedKind;
  private AirbyteState.@Nullable Kind kind;
  private int warnings;
  private long lastReleaseNanos = System.nanoTime();

  /**
   * @param wholeConnection whether the process reads all streams, so that its states may cover all
   *     of them
   * @param storedKind the kind of the states that earlier runs have stored, or null
   * @param mask replaces secrets in what the connector says
   * @param heartbeat is told of what comes
   */
  MessageRouter(
      List<StreamDescriptor> streams,
      boolean wholeConnection,
      AirbyteState.@Nullable Kind storedKind,
      ByteBoundedQueue queue,
      UnaryOperator<String> mask,
      ReadSettings settings,
      Heartbeat heartbeat) {
    this.streams = streams;
    this.wholeConnection = wholeConnection;
    this.storedKind = storedKind;
    this.queue = queue;
    this.mask = mask;
    this.settings = settings;
    this.heartbeat = heartbeat;
    this.processEnd = new ProcessEnd(streams, mask);
  }

  /**
   * Puts the blocks that are being filled, and the states behind them, into the queue, so that a
   * slow source's are not held back. Called by the thread that empties the queue, which never waits
   * here: while the pump has the assembler there is something on its way.
   */
  boolean flushOpenBlocks() {
    if (!assembling.tryLock()) {
      return false;
    }
    try {
      List<SessionItem> open = assembler.closeAll();
      open.forEach(queue::add);
      return !open.isEmpty();
    } finally {
      assembling.unlock();
    }
  }

  /**
   * Does one step on the assembler and puts what comes of it. That is one step under the lock: a
   * state must never overtake a block that it covers.
   */
  private void assemble(Supplier<List<SessionItem>> step) throws InterruptedException {
    assembling.lock();
    try {
      for (SessionItem item : step.get()) {
        queue.put(item);
      }
    } finally {
      assembling.unlock();
    }
  }

  /** Reads to the end of stdout and puts the end into the queue as its last item. */
  void route(ConnectorProcess process) throws InterruptedException {
    SessionItem end;
    try {
      MessageLines lines = new MessageLines(process.stdout(), MAX_LINE_BYTES, streams);
      while (lines.next()) {
        if (lines.stream() != null) {
          addRecords(lines.stream(), lines.count(), lines.buffer(), lines.start(), lines.end());
        } else {
          for (AirbyteMessage message :
              MessageParser.parse(lines.buffer(), lines.start(), lines.end())) {
            if (message instanceof AirbyteMessage.Garbled garbled) {
              throw broken(garbled, lines.terminated(), process);
            }
            handle(message, process);
          }
        }
      }
      end = end(process);
    } catch (IOException e) {
      end = end(process);
    } catch (FatalMessage e) {
      end = SessionItem.Failed.of(e.getMessage(), e.hint, e.stream, e.retryable);
    } catch (AirbyteIoException e) {
      end = SessionItem.Failed.of(e.getMessage(), e.hint(), e.stream(), false);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // Without an end the reader would wait for the heartbeat. The message may quote a record.
      LOG.debug("reading the connector's stdout failed", e);
      end =
          SessionItem.Failed.of(
              "Reading the connector's stdout met an internal error: "
                  + e.getClass().getName()
                  + ".",
              "If memory ran out, give Java more (-Xmx); else report it with the debug log.",
              null,
              false);
    }
    assemble(assembler::closeAll);
    queue.put(end);
  }

  private void addRecords(StreamDescriptor stream, int count, byte[] buffer, int start, int end)
      throws InterruptedException {
    heartbeat.sent(stream);
    counts.add(stream, count);
    assemble(() -> assembler.add(stream, count, buffer, start, end));
  }

  private void handle(AirbyteMessage message, ConnectorProcess process)
      throws InterruptedException, FatalMessage {
    if (message instanceof AirbyteMessage.Record record) {
      requireKnown(record.stream(), "a record");
      addRecords(record.stream(), 1, record.json(), 0, record.json().length);
    } else if (message instanceof AirbyteMessage.State state) {
      checkCount(state);
      addState(state);
    } else if (message instanceof AirbyteMessage.StreamStatus status) {
      noteStatus(status);
    } else if (message instanceof AirbyteMessage.TraceError error) {
      noteError(error);
      process.log("error", withInternal(error));
    } else if (message instanceof AirbyteMessage.Control control) {
      process.keepConfig(control.config());
    } else if (message instanceof AirbyteMessage.Log log) {
      log(log);
      process.log(log.level(), log.message());
    } else if (message instanceof AirbyteMessage.Noise noise) {
      process.log("stdout", noise.text());
      LOG.info("{}", mask.apply(noise.text()));
    } else {
      LOG.debug("ignored: {}", message.getClass().getSimpleName());
    }
  }

  /** A line that lacks its end was cut off by the death of the process, which says more. */
  private FatalMessage broken(
      AirbyteMessage.Garbled garbled, boolean terminated, ConnectorProcess process)
      throws InterruptedException {
    if (!terminated && end(process) instanceof SessionItem.Failed failed) {
      return new FatalMessage(failed.message(), failed.hint(), failed.stream(), failed.retryable());
    }
    return new FatalMessage(
        "The connector wrote a line that begins like a record or state and is none: "
            + garbled.reason(),
        "Run again; if it happens again, report it to the connector's authors.",
        null,
        true);
  }

  private void checkCount(AirbyteMessage.State state) throws InterruptedException, FatalMessage {
    String difference = counts.atState(state);
    if (difference == null) {
      return;
    }
    if (settings.recordCountCheck() == RecordCountCheck.FAIL) {
      throw new FatalMessage(
          difference,
          "Run again; if the connector counts wrongly, let it be a warning only.",
          state.state().stream(),
          true);
    }
    warn(state.state().stream(), difference);
  }

  private void addState(AirbyteMessage.State message) throws InterruptedException, FatalMessage {
    AirbyteState state = message.state();
    if (storedKind != null && storedKind != state.kind()) {
      throw new FatalMessage(
          String.format(
              "The stored state is of kind %s, but the connector now sends %s states.",
              storedKind, state.kind()),
          "Reset the state ('airbyteio state reset') and sync anew: the one kind cannot be continued as the other.",
          state.stream(),
          false);
    }
    if (kind != null && kind != state.kind()) {
      throw new FatalMessage(
          "The connector sent states of two kinds, " + kind + " and " + state.kind() + ".",
          "Report it to the connector's authors.",
          null,
          false);
    }
    kind = state.kind();
    if (state.stream() != null) {
      requireKnown(state.stream(), "a state");
    } else if (!wholeConnection) {
      throw new FatalMessage(
          "The connector sent a "
              + kind
              + " state, which covers all streams, to a process that reads only some of them.",
          "Read all streams in one process: ProcessLayout.perConnection(), or --processes connection.",
          null,
          false);
    }
    heartbeat.sent(state.stream());
    long now = System.nanoTime();
    assemble(
        () -> {
          assembler.hold(new SessionItem.State(state, message.clears()));
          if (now - lastReleaseNanos < settings.checkpointInterval().toNanos()) {
            return List.of();
          }
          lastReleaseNanos = now;
          return assembler.release();
        });
  }

  private void requireKnown(StreamDescriptor stream, String what) throws FatalMessage {
    if (!streams.contains(stream)) {
      throw new FatalMessage(
          "The connector sent " + what + " of stream '" + stream + "', which it was not asked for.",
          "Report it to the connector's authors.",
          stream,
          false);
    }
  }

  private void noteStatus(AirbyteMessage.StreamStatus status) throws InterruptedException {
    boolean changed = processEnd.note(status);
    AirbyteMessage.RateLimit limit = status.rateLimit();
    if (limit == null) {
      heartbeat.notLimited(status.stream());
    } else {
      Long reset = limit.quotaResetMillis();
      Duration wait =
          heartbeat.limited(
              status.stream(),
              reset == null ? null : Heartbeat.until(reset, System.currentTimeMillis()));
      LOG.info(
          "Stream '{}' is rate-limited by the source: it may be silent for {} s.",
          status.stream(),
          wait.toSeconds());
    }
    if (changed) {
      String word = status.status().name();
      queue.put(
          new SessionItem.Event(ReadEvent.of(ReadEvent.Kind.STREAM_STATUS, status.stream(), word)));
    }
  }

  /** The internal message, a stack trace often, is for the log alone. */
  private static String withInternal(AirbyteMessage.TraceError error) {
    String internal = error.internalMessage();
    return internal == null || internal.equals(error.message())
        ? error.message()
        : error.message() + "\n" + internal;
  }

  private void noteError(AirbyteMessage.TraceError error) throws InterruptedException {
    processEnd.note(error);
    warn(error.stream(), mask.apply(error.message()));
  }

  /** Passes a warning on, unless there were so many that they would fill the memory. */
  private void warn(@Nullable StreamDescriptor stream, String message) throws InterruptedException {
    warnings++;
    if (warnings <= MAX_WARNINGS) {
      queue.put(new SessionItem.Event(ReadEvent.of(ReadEvent.Kind.WARNING, stream, message)));
    } else {
      LOG.warn("{}", message);
    }
  }

  private void log(AirbyteMessage.Log log) {
    switch (log.level()) {
      case "FATAL", "ERROR" -> LOG.warn("{}", mask.apply(log.message()));
      case "WARN", "INFO" -> LOG.info("{}", mask.apply(log.message()));
      default -> LOG.debug("{}", mask.apply(log.message()));
    }
  }

  private SessionItem end(ConnectorProcess process) throws InterruptedException {
    heartbeat.ended();
    return processEnd.await(process, settings.heartbeat());
  }

  /** A message after which the attempt cannot go on. */
  private static final class FatalMessage extends Exception {
    final @Nullable String hint;
    final @Nullable StreamDescriptor stream;
    final boolean retryable;

    FatalMessage(
        String message,
        @Nullable String hint,
        @Nullable StreamDescriptor stream,
        boolean retryable) {
      super(message);
      this.hint = hint;
      this.stream = stream;
      this.retryable = retryable;
    }
  }
}
