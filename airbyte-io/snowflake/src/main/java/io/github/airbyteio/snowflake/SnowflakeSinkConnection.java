package io.github.airbyteio.snowflake;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.MalformedRecordException;
import io.github.airbyteio.sink.CommitUnit;
import io.github.airbyteio.sink.CommitUnit.CommitStep;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.SqlSinkConnection;
import io.github.airbyteio.sql.TableKeeper;
import io.github.airbyteio.sql.TableWriter;
import io.github.airbyteio.state.StoredGeneration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a schema.
 *
 * <p>A block is one compressed file, uploaded before {@link #stage} returns: then it is as safe as
 * Snowflake keeps it. Files are smaller than those that Snowflake loads best, so a commit copies
 * all files of its staging areas in one statement each, many in parallel, outside of the
 * transaction. What it copies beyond its own blocks waits in the area for the next commit. The
 * transaction then moves exactly its blocks, counted, and holds no statement that changes
 * definitions, since those would end it.
 */
final class SnowflakeSinkConnection extends SqlSinkConnection {
  private static final Logger LOG = LoggerFactory.getLogger(SnowflakeSinkConnection.class);

  private final SnowflakeSink sink;
  private final SnowflakeErrors errors;
  private final Leftovers leftovers;
  private final Set<StagingArea> created = new HashSet<>();
  private Map<StreamDescriptor, Generation> generations = Map.of();

  SnowflakeSinkConnection(SnowflakeSink sink) {
    super(SnowflakeDialect.INSTANCE, sink.schema());
    this.sink = sink;
    this.errors = new SnowflakeErrors(sink);
    this.leftovers = new Leftovers(sink.schema());
  }

  @Override
  protected Connection connect() {
    return Driver.connect(sink);
  }

  @Override
  protected TableWriter writer(TableKeeper tables) {
    return new SnowflakeTableWriter(tables, connection(), schema(), generations);
  }

  @Override
  protected String store() {
    return sink.description();
  }

  @Override
  protected IOException failed(String what, SQLException cause) {
    throw errors.explain(what, cause);
  }

  @Override
  public StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
    StagingArea area = StagingArea.of(schema(), target, block.id().attempt());
    String name = UUID.randomUUID().toString().replace("-", "");
    Path file = Path.of(System.getProperty("java.io.tmpdir"), StagingArea.file(name));
    try {
      ConformCounts counts = write(file, name, target, block);
      upload(file, area, target);
      return StagedBlock.of(
          block.id(), area.location(name), counts.records(), counts.recordsNulled(), block.bytes());
    } catch (SQLException e) {
      disconnect(e);
      throw failed("Records of stream '" + target.stream() + "' cannot be uploaded", e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static ConformCounts write(
      Path file, String name, StreamTarget target, ConformedBlock block) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (CsvFile rows =
          new CsvFile(
              Files.newOutputStream(file),
              name,
              target.schema().columns(),
              block.firstRecordNumber())) {
        return block.forEachRow(rows);
      }
    } catch (MalformedRecordException e) {
      throw e;
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.SINK,
          target.stream(),
          "Records cannot be written to " + file.getParent() + ": " + e.getMessage() + ".",
          "Free disk space there, or choose another folder for temporary files (-Djava.io.tmpdir).",
          e);
    }
  }

  private void create(Statement statement, StagingArea area, StreamTarget target)
      throws SQLException {
    try {
      statement.execute(area.create(target.schema().columns().size()));
    } catch (SQLException e) {
      // Another worker may have created it in the same moment.
      if (SnowflakeErrors.isConnectionLost(e)
          || SnowflakeDialect.INSTANCE.columns(connection(), schema(), area.name()).isEmpty()) {
        throw e;
      }
    }
  }

  private void upload(Path file, StagingArea area, StreamTarget target) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      if (!created.contains(area)) {
        create(statement, area, target);
        created.add(area);
      }
      try (ResultSet result = statement.executeQuery(area.put(file))) {
        if (!result.next() || !result.getString("status").equals("UPLOADED")) {
          throw new SQLException("PUT to " + area.name() + " has not uploaded the file.");
        }
      }
    }
  }

  /**
   * Copies the unit's files, and brings tables to the columns they need. Each step may be repeated,
   * and none shows any row of the unit.
   */
  @Override
  protected void beforeCommit(CommitUnit unit) throws SQLException, IOException {
    generations = unit.last().generations();
    List<CommitStep> steps = unit.remaining(states(unit.scope().connectionId()).get(unit.scope()));
    if (steps.isEmpty()) {
      return;
    }
    Set<StagingArea> areas = new LinkedHashSet<>();
    Set<StreamDescriptor> written = new HashSet<>();
    Set<StreamDescriptor> complete = new HashSet<>();
    for (CommitStep step : steps) {
      for (StagedBlock block : step.blocks()) {
        areas.add(StagingArea.of(schema(), block));
        written.add(block.id().stream());
      }
      complete.addAll(step.checkpoint().completes());
    }
    for (StagingArea area : areas) {
      tables().execute(area.copy());
    }
    written.addAll(complete);
    prepareGenerations(unit.scope().connectionId(), written, complete);
  }

  /** Tables of generations that begin, or gather rows, or take the place of all others. */
  private void prepareGenerations(
      String connectionId, Set<StreamDescriptor> written, Set<StreamDescriptor> complete)
      throws SQLException, IOException {
    Map<StreamDescriptor, StoredGeneration> stored = generations(connectionId);
    for (Map.Entry<StreamDescriptor, Generation> entry : generations.entrySet()) {
      StreamDescriptor stream = entry.getKey();
      Generation generation = entry.getValue();
      StoredGeneration before = stored.get(stream);
      boolean begins = before == null || before.id() != generation.id() || !before.replaces();
      if (generation.replacesOlder() && (begins || written.contains(stream))) {
        GenerationTable table = new GenerationTable(table(stream), generation);
        table.prepare(tables());
        if (complete.contains(stream)) {
          table.prepareSwitch(connection(), tables());
        }
      }
    }
  }

  /** Tidies up. What fails here is done by a later commit. */
  @Override
  protected void afterCommit(CommitUnit unit) {
    leftovers.note(unit);
    Set<StreamDescriptor> complete = new HashSet<>();
    unit.steps().forEach(step -> complete.addAll(step.checkpoint().completes()));
    try {
      for (StreamDescriptor stream : complete) {
        leftovers.remove(connection(), table(stream), unit.last().generations().get(stream));
      }
    } catch (SQLException | AirbyteIoException e) {
      LOG.warn("Left in {} until a later sync: {}", sink, e.getMessage());
    }
  }

  @Override
  public void abandon(StagedBlock block) {
    try {
      StagingArea area = StagingArea.of(schema(), block);
      tables().execute(area.remove(StagingArea.block(block)));
    } catch (SQLException | AirbyteIoException e) {
      LOG.debug("A staged block is left to the next run: {}", e.getMessage());
    }
  }
}
