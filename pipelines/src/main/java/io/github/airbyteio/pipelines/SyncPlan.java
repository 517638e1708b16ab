package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.read.ReadPlan;
import io.github.airbyteio.sink.SinkLook;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sink.StreamTargets;
import io.github.airbyteio.sink.TablePlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sync would do now, found without writing anything.
 *
 * @param tables by stream
 */
record SyncPlan(
    SyncSettings settings,
    ConfiguredCatalog catalog,
    List<String> warnings,
    ReadPlan read,
    Map<StreamDescriptor, TablePlan> tables) {
  /**
   * @throws AirbyteIoException if the sync would be refused
   * @throws IOException if the store cannot be looked at
   */
  static SyncPlan of(SyncSettings settings) throws IOException {
    SyncSubject subject = SyncSubject.of(settings);
    List<StreamTarget> targets =
        StreamTargets.of(
            settings.connection(),
            subject.catalog(),
            settings.transforms(),
            settings.schemaChangePolicy());
    try (SinkLook look = look(settings)) {
      ReadPlan read =
          ReadPlan.of(settings.connection(), subject.catalog(), settings.processes(), look);
      Map<StreamDescriptor, TablePlan> tables = new LinkedHashMap<>();
      look.tables(targets).forEach(table -> tables.put(table.stream(), table));
      return new SyncPlan(settings, subject.catalog(), subject.warnings(), read, tables);
    }
  }

  private static SinkLook look(SyncSettings settings) throws IOException {
    return settings
        .sink()
        .look()
        .orElseThrow(
            () ->
                new AirbyteIoException(
                    Category.USAGE,
                    settings.sink().description() + " cannot say what a sync would do.",
                    null));
  }
}
