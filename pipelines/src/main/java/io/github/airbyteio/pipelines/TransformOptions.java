package io.github.airbyteio.pipelines;

import io.github.airbyteio.schema.RecordTransforms;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** The options that change records on their way. */
final class TransformOptions {
  @Option(
      names = "--select",
      split = ",",
      paramLabel = "STREAM.FIELD",
      description = {
        "Keep only these fields of a stream: users.id,users.name. Like the next ones it may be",
        "repeated, and names fields as the source does."
      })
  private String[] selected = new String[0];

  @Option(
      names = "--drop",
      split = ",",
      paramLabel = "STREAM.FIELD",
      description = "Leave these fields out.")
  private String[] dropped = new String[0];

  @Option(
      names = "--rename",
      split = ",",
      paramLabel = "STREAM.FIELD=NAME",
      description = "Rename a column: users.mail=email.")
  private String[] renamed = new String[0];

  @Option(
      names = "--hash",
      split = ",",
      paramLabel = "STREAM.FIELD",
      description = "Replace values by their SHA-256, in hexadecimal digits.")
  private String[] hashed = new String[0];

  @Option(
      names = "--filter",
      paramLabel = "CONDITION",
      description = {
        "Keep only records that match: 'users.age>=18', \"users.name!='x'\", with =, !=, <, <=, >, >=,",
        "or 'users.mail is null', 'users.mail is not null'."
      })
  private String[] filters = new String[0];

  @Option(
      names = "--keep-unknown-fields",
      description = {
        "Keep the fields that records have and the stream's schema has not, as JSON in the column",
        "_airbyte_meta."
      })
  private @Nullable Boolean keepUnknownFields;

  RecordTransforms transforms() {
    return texts().transforms(Boolean.TRUE.equals(keepUnknownFields));
  }

  TransformTexts texts() {
    return new TransformTexts(
        List.of(selected), List.of(dropped), List.of(renamed), List.of(hashed), List.of(filters));
  }

  /** Null if nothing was said of it. */
  @Nullable Boolean keepsUnknownFields() {
    return keepUnknownFields;
  }
}
