package io.github.airbyteio.beam;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.AirbyteRecord;
import io.github.airbyteio.EventTime;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.RowOptions;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.secret.SecretReference;
import io.github.airbyteio.store.ConnectionStateStore;
import io.github.airbyteio.store.FileStateStore;
import io.github.airbyteio.store.FileSystemStateStore;
import io.github.airbyteio.store.JdbcStateStore;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.WriteFilesResult;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler.BadRecordErrorHandler;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;

/** The examples of docs/beam-io.md: they compile, and the page shows nothing else. */
final class BeamIoExamples {
  private BeamIoExamples() {}

  static Connection connection() {
    Connection faker =
        Connection.of(Connector.pypi("airbyte-source-faker"))
            .withConfig(ConfigSource.file("faker.json"))
            .withStreams("users", "purchases");
    return faker;
  }

  static List<PCollection<?>> read(Pipeline pipeline, Connection faker) {
    ReadResult read = pipeline.apply(AirbyteIO.read(faker));
    PCollection<AirbyteRecord> all = read.records();
    PCollection<Row> users = read.rows("users");
    return List.of(all, users);
  }

  static PCollection<Row> nested(ReadResult read) {
    PCollection<Row> users = read.rows("users", RowOptions.nested().withPortableTypes().withMeta());
    return users;
  }

  static PCollection<Row> eventTime(Pipeline pipeline, Connection faker) {
    ReadResult read =
        pipeline.apply(AirbyteIO.read(faker).withEventTime(EventTime.field("users", "updated_at")));
    PCollection<Row> users = read.rows("users");
    return users;
  }

  static PCollection<Row> deadLetters(
      Pipeline pipeline,
      Connection faker,
      PTransform<PCollection<BadRecord>, WriteFilesResult<Void>> writeBadRecords)
      throws Exception {
    PCollection<Row> users;
    try (BadRecordErrorHandler<WriteFilesResult<Void>> handler =
        pipeline.registerBadRecordErrorHandler(writeBadRecords)) {
      users = pipeline.apply(AirbyteIO.read(faker).withErrorHandler(handler)).rows("users");
    }
    return users;
  }

  static void commitStates(Pipeline pipeline, Connection faker, String folder) {
    ConnectionStateStore store = FileStateStore.in(folder + "/states");
    ReadResult read = pipeline.apply(AirbyteIO.read(faker).withStateFrom(store));
    WriteFilesResult<Void> written =
        read.rows("users")
            .apply(MapElements.into(TypeDescriptors.strings()).via(row -> row.toString()))
            .apply(
                TextIO.write()
                    .to(folder + "/users-" + System.currentTimeMillis())
                    .withOutputFilenames());
    read.apply(AirbyteIO.commitStates(store).after(written));
    pipeline.run().waitUntilFinish();
  }

  static List<ConnectionStateStore> stores() {
    ConnectionStateStore files = FileStateStore.in("/var/lib/etl/states");
    ConnectionStateStore table =
        JdbcStateStore.to("jdbc:postgresql://db.example.com/etl")
            .withUser("etl")
            .withPassword(SecretReference.environment("ETL_PASSWORD"));
    ConnectionStateStore objects = FileSystemStateStore.in("gs://my-bucket/states");
    return List.of(files, table, objects);
  }
}
