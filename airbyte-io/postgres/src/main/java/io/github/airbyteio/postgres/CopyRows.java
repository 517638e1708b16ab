package io.github.airbyteio.postgres;

import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.RowHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes conformed rows as COPY reads them: the columns of the stream in their order, then those of
 * {@link StagingTable} that say where a row belongs.
 */
final class CopyRows implements RowHandler {
  private static final byte[] NULL = {'\\', 'N'};
  private static final byte[] NULL_AND_TAB = {'\\', 'N', '\t'};

  private enum Form {
    PLAIN,
    STRING,
    JSON
  }

  private final CopyText out;
  private final Form[] forms;
  private final byte[] place;
  private long recordNumber;
  private long emittedAt;
  private int next;

  /**
   * @param place the last columns of each row: the block's index and the location's id
   */
  CopyRows(CopyText out, List<Column> columns, String place, long firstRecordNumber) {
    this.out = out;
    this.forms = columns.stream().map(column -> form(column.type())).toArray(Form[]::new);
    this.place = (place + "\n").getBytes(StandardCharsets.US_ASCII);
    this.recordNumber = firstRecordNumber;
  }

  private static Form form(AirbyteType type) {
    return switch (type) {
      case BOOLEAN, INTEGER, NUMBER -> Form.PLAIN;
      case ARRAY, OBJECT, UNION, UNKNOWN -> Form.JSON;
      case STRING,
          DATE,
          TIMESTAMP_WITH_TIMEZONE,
          TIMESTAMP_WITHOUT_TIMEZONE,
          TIME_WITH_TIMEZONE,
          TIME_WITHOUT_TIMEZONE ->
          Form.STRING;
    };
  }

  @Override
  public void startRow(long emittedAtMillis) {
    emittedAt = emittedAtMillis;
    next = 0;
  }

  /** The columns of a row come in their order. */
  @Override
  public void value(int column, byte[] json, int offset, int length) throws IOException {
    nullsUntil(column);
    switch (forms[column]) {
      case PLAIN -> out.plain(json, offset, length);
      case STRING -> out.string(json, offset, length);
      case JSON -> out.json(json, offset, length);
    }
    out.put((byte) '\t');
    next = column + 1;
  }

  private void nullsUntil(int column) throws IOException {
    for (; next < column; next++) {
      out.plain(NULL_AND_TAB);
    }
  }

  @Override
  public void endRow(@Nullable String meta) throws IOException {
    nullsUntil(forms.length);
    out.plain(emittedAt);
    out.put((byte) '\t');
    if (meta == null) {
      out.plain(NULL);
    } else {
      byte[] json = StorableJson.of(meta).getBytes(StandardCharsets.UTF_8);
      out.json(json, 0, json.length);
    }
    out.put((byte) '\t');
    out.plain(recordNumber);
    recordNumber++;
    out.put((byte) '\t');
    out.plain(place);
  }
}
