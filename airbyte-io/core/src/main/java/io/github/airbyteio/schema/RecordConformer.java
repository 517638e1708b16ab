package io.github.airbyteio.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.airbyteio.protocol.ProtocolJson;
import io.github.airbyteio.protocol.RepairedJson;
import io.github.airbyteio.protocol.Utf8;
import io.github.airbyteio.schema.ConformCounts.NulledField;
import java.io.CharConversionException;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Conforms the RECORD lines of one stream to its columns in one pass, without a tree.
 *
 * <p>Each top-level value is handed on as it is, in canonical form, or as null with an entry in the
 * record's changes; see {@link ValueConformer}. A field that the schema does not have is left out,
 * or kept beside the changes if the shape says so; a column that the record does not have is null;
 * of a field that is written twice the last value counts. A record without {@code emitted_at}, or
 * with one that the sink cannot hold, is stamped with the time at which it is conformed.
 *
 * <p>A {@link RecordShape} decides which fields are handed on, under which names, and which records
 * at all. It is applied in the same pass, after the values are conformed. Changes that the source
 * itself has recorded keep its own names.
 *
 * <p>Not thread-safe.
 */
public final class RecordConformer {
  private static final JsonFactory FACTORY = ProtocolJson.factory();

  /** Names of fields that are in no schema are without a bound. */
  private static final int MAX_NULLED_FIELDS = 200;

  private final ConformedRow row;
  private final ParsedRecord parsed;
  private final @Nullable ScannedRecord scanned;
  private long records;
  private long recordsNulled;
  private long recordsFiltered;
  private final Map<NulledField, Long> valuesNulled = new HashMap<>();

  public RecordConformer(StreamSchema schema, ValueLimits limits) {
    this(RecordShape.of(schema), limits);
  }

  /** Conforms the records and gives them their shape. */
  public RecordConformer(RecordShape shape, ValueLimits limits) {
    this(shape, limits, Clock.systemUTC());
  }

  RecordConformer(RecordShape shape, ValueLimits limits, Clock clock) {
    this(shape, limits, clock, true);
  }

  /**
   * @param scans whether lines are first looked at without a parser: their rows are the same
   */
  RecordConformer(RecordShape shape, ValueLimits limits, Clock clock, boolean scans) {
    this.row = new ConformedRow(shape, limits, clock);
    this.parsed = new ParsedRecord(row);
    this.scanned = scans ? new ScannedRecord(row, parsed, shape.read()) : null;
  }

  /**
   * Conforms consecutive RECORD messages.
   *
   * @throws MalformedRecordException if the bytes are not only RECORD messages, or a decisive value
   *     of one cannot be stored; rows before it have been handed over
   * @throws IOException if the handler throws it
   */
  public ConformCounts conform(byte[] lines, int offset, int length, RowHandler handler)
      throws IOException {
    records = 0;
    recordsNulled = 0;
    recordsFiltered = 0;
    valuesNulled.clear();
    int from = offset;
    int end = offset + length;
    while (from < end) {
      row.start(false);
      int next = scan(lines, from, end);
      if (next != ScannedRecord.UNKNOWN) {
        endRow(handler);
        from = next;
      } else {
        next = endOfLine(lines, from, end);
        parseOrRepair(lines, from, next, handler);
        from = next + 1;
      }
    }
    return ConformCounts.of(records, recordsNulled, recordsFiltered, valuesNulled);
  }

  private int scan(byte[] lines, int from, int end) throws IOException {
    try {
      return scanned == null ? ScannedRecord.UNKNOWN : scanned.read(lines, from, end);
    } catch (JsonProcessingException e) {
      return ScannedRecord.UNKNOWN; // The parser of the whole line says why.
    }
  }

  private void endRow(RowHandler handler) throws IOException {
    if (!row.matchesFilter()) {
      recordsFiltered++;
      return;
    }
    row.requireDecisiveValues();
    records++;
    recordsNulled += row.countNulled(valuesNulled, MAX_NULLED_FIELDS) ? 1 : 0;
    row.handOver(handler);
  }

  /** The lines that have been read. */
  private long lines() {
    return records + recordsFiltered;
  }

  private MalformedRecordException malformed() {
    // The parser's own message could quote the record.
    return new MalformedRecordException(
        "Line " + (lines() + 1) + " of the block is no valid JSON.", null);
  }

  private void parse(byte[] json, int from, int end, boolean repaired, RowHandler handler)
      throws IOException {
    try (JsonParser parser = FACTORY.createParser(json, from, end - from)) {
      while (parser.nextToken() != null) {
        row.start(repaired);
        if (!parsed.read(parser, json, from)) {
          throw new MalformedRecordException(
              "Line " + (lines() + 1) + " of the block is no RECORD.", null);
        }
        endRow(handler);
      }
    }
  }

  /**
   * Conforms a line; one that cannot be read is repaired, if it can be: the fields in which
   * something was replaced are recorded.
   */
  private void parseOrRepair(byte[] lines, int from, int end, RowHandler handler)
      throws IOException {
    if (!Utf8.isValid(lines, from, end)) {
      repair(lines, from, end, handler); // The parser does not look so closely.
      return;
    }
    long before = lines();
    try {
      parse(lines, from, end, false, handler);
    } catch (JsonParseException | CharConversionException e) {
      if (lines() > before) {
        throw malformed(); // A second message on the line: the first one is handed over.
      }
      repair(lines, from, end, handler);
    } catch (JsonProcessingException e) {
      throw malformed();
    }
  }

  private void repair(byte[] lines, int from, int end, RowHandler handler) throws IOException {
    RepairedJson repaired = RepairedJson.of(lines, from, end);
    if (repaired == null) {
      throw malformed();
    }
    try {
      parse(repaired.json(), 0, repaired.json().length, repaired.lossy(), handler);
    } catch (JsonProcessingException | CharConversionException e) {
      throw malformed();
    }
  }

  /** JSON has no raw newline: each one in a block ends a record. */
  private static int endOfLine(byte[] lines, int from, int end) {
    int to = from;
    while (to < end && lines[to] != '\n') {
      to++;
    }
    return to;
  }
}
