package io.github.airbyteio.pipelines;

import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.AirbyteIoException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that give streams other keys and cursors than the source does. */
final class FieldOptions {
  @Option(
      names = "--primary-key",
      paramLabel = "STREAM=FIELD,…",
      description = "The primary key of a stream, instead of the source's: users=id,org.")
  private String[] primaryKeys = new String[0];

  @Option(
      names = "--cursor",
      paramLabel = "STREAM=FIELD",
      description = {
        "The cursor of a stream, instead of the source's: users=updated_at. The stream is read by it",
        "where the source lets one choose, and the row with the greatest value is the latest."
      })
  private String[] cursors = new String[0];

  /**
   * Adds to the selection, in the place of what it says of the same streams.
   *
   * @throws AirbyteIoException if a key or cursor is not written as it should be, or given twice
   */
  StreamSelection applyTo(StreamSelection selection) {
    return FieldNotation.withCursors(
        "--cursor",
        FieldNotation.withPrimaryKeys("--primary-key", selection, List.of(primaryKeys)),
        List.of(cursors));
  }
}
