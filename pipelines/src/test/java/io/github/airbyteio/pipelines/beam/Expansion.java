package io.github.airbyteio.pipelines.beam;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollectionRowTuple;
import org.apache.beam.sdk.values.Row;

/** Expands transforms as an expansion service does: found by URN, configured by a row. */
final class Expansion {
  private Expansion() {}

  static SchemaTransformProvider provider(String urn) {
    for (SchemaTransformProvider provider : ServiceLoader.load(SchemaTransformProvider.class)) {
      if (provider.identifier().equals(urn)) {
        return provider;
      }
    }
    throw new AssertionError(urn + " is not registered.");
  }

  /** The transform with these options and no others. */
  static SchemaTransform transform(String urn, Map<String, Object> options) {
    SchemaTransformProvider provider = provider(urn);
    Row.FieldValueBuilder row =
        Row.withSchema(provider.configurationSchema()).withFieldValues(new TreeMap<>(options));
    return provider.from(row.build());
  }

  static PCollectionRowTuple expand(Pipeline pipeline, String urn, Map<String, Object> options) {
    return PCollectionRowTuple.empty(pipeline).apply(transform(urn, options));
  }

  /** Runs the transform alone, to its end. */
  static void run(String urn, Map<String, Object> options) {
    Pipeline pipeline = Pipeline.create();
    expand(pipeline, urn, options);
    pipeline.run().waitUntilFinish();
  }

  /** The first column of what a statement finds. */
  static List<String> query(String file, String sql) throws Exception {
    List<String> found = new ArrayList<>();
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:" + file);
        ResultSet rows = database.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
