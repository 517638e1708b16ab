package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.schema.ConformCounts;
import io.github.airbyteio.schema.MalformedRecordException;
import io.github.airbyteio.sink.ConformedBlock;
import io.github.airbyteio.sink.StagedBlock;
import io.github.airbyteio.sink.StreamTarget;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which blocks wait for their commit, one file a block. Each process has its own
 * below it; what a process that was killed has left is removed by the next one. One thread at a
 * time stages.
 */
final class StagingFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StagingFolder.class);

  /** An empty folder is removed: not while another thread puts its first file into it. */
  private static final Object LOCK = new Object();

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final Path own;
  private final boolean ofOwner;

  /** Those of the last block, most often of the next one too. */
  private @Nullable StagedColumns columns;

  private @Nullable StreamTarget columnsOf;

  private StagingFolder(Path root, boolean ofOwner) {
    this.root = root;
    this.own = root.resolve(String.valueOf(ProcessHandle.current().pid()));
    this.ofOwner = ofOwner;
  }

  /** A folder in one of the user's. */
  StagingFolder(Path root) {
    this(root, false);
  }

  /** A folder for this user alone, in one where others may create folders too. */
  static StagingFolder ofOwner(Path root) {
    return new StagingFolder(root, true);
  }

  private StagedFile create(Path file, StreamTarget target, ConformedBlock block)
      throws IOException {
    synchronized (LOCK) {
      try {
        createFolders();
      } catch (NoSuchFileException e) {
        // Another process has found the outer folder empty, and removed it in this moment.
        createFolders();
      }
      checkOwner();
      if (columns == null || !target.equals(columnsOf)) {
        columns = StagedColumns.of(target.schema().columns(), target.mode().deduplicates());
        columnsOf = target;
      }
      return new StagedFile(file, columns, block.firstRecordNumber());
    }
  }

  private void createFolders() throws IOException {
    if (ofOwner) {
      Files.createDirectories(own, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } else {
      Files.createDirectories(own);
    }
  }

  /** Who can write to a folder that only its owner can write to is its owner. */
  private void checkOwner() throws IOException {
    if (ofOwner
        && !(Files.isWritable(root)
            && Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY))) {
      throw new IOException("the folder " + root + " exists and is open to other users");
    }
  }

  /**
   * Writes a block.
   *
   * @throws AirbyteIoException if the file cannot be written, because the disk is full, say
   */
  StagedBlock stage(StreamTarget target, ConformedBlock block) throws IOException {
    Path file = own.resolve(UUID.randomUUID() + ".parquet");
    try {
      ConformCounts counts;
      try (StagedFile rows = create(file, target, block)) {
        counts = block.forEachRow(rows);
        rows.finish();
      }
      return StagedBlock.of(
          block.id(), file.toString(), counts.records(), counts.recordsNulled(), block.bytes());
    } catch (MalformedRecordException e) {
      Files.deleteIfExists(file);
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new AirbyteIoException(
          Category.SINK,
          target.stream(),
          "Records cannot be staged in " + own + ": " + e.getMessage() + ".",
          hint(),
          e);
    }
  }

  private String hint() {
    return ofOwner
        ? "Free disk space there, or choose another folder for temporary files (-Djava.io.tmpdir)."
        : "Free disk space there, or write to a database on another disk.";
  }

  /** Removes a staged block. */
  void remove(StagedBlock block) {
    try {
      Files.deleteIfExists(Path.of(block.location()));
      synchronized (LOCK) {
        Files.deleteIfExists(own);
      }
    } catch (IOException e) {
      // Other blocks are still there, or the file is left for the next sweep.
      LOG.debug("not removed yet: {}", own, e);
    }
  }

  /** Removes what dead processes have left, and the folder itself when nothing is staged. */
  void sweep() throws IOException {
    synchronized (LOCK) {
      if (!Files.isDirectory(root)) {
        return;
      }
      checkOwner();
      try {
        sweepFolders();
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        LOG.debug("another process sweeps too: {}", root, e);
      }
    }
  }

  private void sweepFolders() throws IOException {
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
