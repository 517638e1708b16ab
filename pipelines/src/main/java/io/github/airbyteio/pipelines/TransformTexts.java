package io.github.airbyteio.pipelines;

import io.github.airbyteio.schema.RecordTransforms;
import java.util.ArrayList;
import java.util.List;

/** Transformations as they are written: {@code STREAM.FIELD}, {@code STREAM.FIELD=NAME}. */
public record TransformTexts(
    List<String> selected,
    List<String> dropped,
    List<String> renamed,
    List<String> hashed,
    List<String> filters) {

  /** Nothing, to be filled. */
  static TransformTexts empty() {
    return new TransformTexts(
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  /** These; of each kind of which there is none, those of the other. */
  TransformTexts or(TransformTexts other) {
    return new TransformTexts(
        or(selected, other.selected),
        or(dropped, other.dropped),
        or(renamed, other.renamed),
        or(hashed, other.hashed),
        or(filters, other.filters));
  }

  private static List<String> or(List<String> own, List<String> other) {
    return own.isEmpty() ? other : own;
  }

  /** What is wrong with the texts is said when they meet the catalog. */
  public RecordTransforms transforms(boolean keepUnknownFields) {
    RecordTransforms transforms =
        RecordTransforms.none()
            .select(array(selected))
            .drop(array(dropped))
            .rename(array(renamed))
            .hash(array(hashed))
            .filter(array(filters));
    return keepUnknownFields ? transforms.keepUnknownFields() : transforms;
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
