package io.github.airbyteio.pipelines.beam;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.pipelines.TransformTexts;
import io.github.airbyteio.schema.RecordTransforms;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What happens to records on their way, in the notation of the command line. Null: nothing. */
@AutoValue
abstract class TransformNotation {
  abstract @Nullable List<String> select();

  abstract @Nullable List<String> drop();

  abstract @Nullable List<String> rename();

  abstract @Nullable List<String> hash();

  abstract @Nullable List<String> filter();

  abstract @Nullable Boolean keepUnknownFields();

  static Builder builder() {
    return new AutoValue_TransformNotation.Builder();
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setSelect(@Nullable List<String> fields);

    abstract Builder setDrop(@Nullable List<String> fields);

    abstract Builder setRename(@Nullable List<String> renames);

    abstract Builder setHash(@Nullable List<String> fields);

    abstract Builder setFilter(@Nullable List<String> conditions);

    abstract Builder setKeepUnknownFields(@Nullable Boolean keep);

    abstract TransformNotation build();
  }

  /** What is wrong with the texts is said when they meet the catalog. */
  final RecordTransforms resolve() {
    return new TransformTexts(
            texts(select()), texts(drop()), texts(rename()), texts(hash()), texts(filter()))
        .transforms(Boolean.TRUE.equals(keepUnknownFields()));
  }

  private static List<String> texts(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts;
  }
}
