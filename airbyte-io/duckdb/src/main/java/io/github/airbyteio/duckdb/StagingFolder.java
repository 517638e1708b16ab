package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.MalformedRecordException;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder beside the database in which blocks wait for their commit, one file a block. Each
 * process has its own below it; what a process that was killed has left is removed by the next one.
 */
final class StagingFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StagingFolder.class);

  private final Path root;
  private final Path own;

  StagingFolder(Path database) {
    this.root = database.resolveSibling(database.getFileName() + ".staging");
    this.own = root.resolve(String.valueOf(ProcessHandle.current().pid()));
  }

  /**
   * Writes a block.
   *
   * @throws AirbyteIoException if the file cannot be written, because the disk is full, say
   */
  StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
    Path file = null;
    try {
      Files.createDirectories(own);
      file = own.resolve(UUID.randomUUID() + ".json");
      ConformCounts counts;
      long longestLine;
      try (StagedFile rows =
          new StagedFile(
              file,
              target.schema().columns(),
              target.mode().deduplicates(),
              block.firstRecordNumber())) {
        counts = block.forEachRow(rows);
        longestLine = rows.longestLine();
      }
      return StagedBlock.of(
          block.id(),
          new StagedLocation(file.toString(), longestLine).encode(),
          counts.records(),
          counts.recordsNulled(),
          block.bytes());
    } catch (MalformedRecordException e) {
      Files.deleteIfExists(file);
      throw e;
    } catch (IOException e) {
      if (file != null) {
        Files.deleteIfExists(file);
      }
      throw new AirbyteIoException(
          Category.SINK,
          target.stream(),
          "Records cannot be staged in " + own + ": " + e.getMessage() + ".",
          "Free disk space there, or write to a database on another disk.",
          e);
    }
  }

  /** Removes a staged block. */
  void remove(StagedBlock block) {
    try {
      Files.deleteIfExists(Path.of(StagedLocation.decode(block.location()).file()));
      Files.deleteIfExists(own);
    } catch (IOException e) {
      // Other blocks are still there, or the file is left for the next sweep.
      LOG.debug("not removed yet: {}", own, e);
    }
  }

  /** Removes what dead processes have left, and the folder itself when nothing is staged. */
  void sweep() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
      for (Path folder : folders) {
        if (!belongsToLiveProcess(folder)) {
          delete(folder);
        }
      }
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(root)) {
      if (!left.iterator().hasNext()) {
        Files.deleteIfExists(root);
      }
    }
  }

  private static boolean belongsToLiveProcess(Path folder) {
    String name = folder.getFileName().toString();
    return !name.matches("\\d{1,18}")
        || ProcessHandle.of(Long.parseLong(name)).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
