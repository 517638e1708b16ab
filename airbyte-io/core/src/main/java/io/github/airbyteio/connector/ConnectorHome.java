package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The folder in which installed connectors, cached results and private run folders live. */
public final class ConnectorHome {
  private final Path root;

  ConnectorHome(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** {@code AIRBYTEIO_HOME}, or {@code ~/.cache/airbyteio}. */
  public static ConnectorHome standard() {
    @Nullable String set = System.getenv("AIRBYTEIO_HOME");
    return new ConnectorHome(
        set != null && !set.isEmpty()
            ? Path.of(set)
            : Path.of(System.getProperty("user.home", "."), ".cache", "airbyteio"));
  }

  /** The virtual environments of Python connectors. */
  Path venvs() {
    return folder("venvs");
  }

  /** The folder itself; it may not exist yet. */
  Path root() {
    return root;
  }

  /** A copy of the registry of connectors; the folder is created, the file is not. */
  public Path registry() {
    return folder("registry").resolve("registry.json");
  }

  /** Results of spec and discover. */
  Path cache() {
    return folder("cache");
  }

  /** What connectors have changed in their configs. */
  Path configs() {
    return folder("configs");
  }

  /** The private folders of running processes. */
  Path runs() {
    return folder("run");
  }

  /** What is kept of runs that have ended. */
  public Path history() {
    return folder("runs");
  }

  /** Creates the folder, for its owner alone, if it is missing. */
  private Path folder(String name) {
    Path folder = root.resolve(name);
    try {
      Files.createDirectories(root);
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.isWritable(folder)) {
        throw new IOException("not writable");
      }
      return folder;
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.CONFIG,
          null,
          "Cannot use the folder " + folder + ": " + e,
          "Set AIRBYTEIO_HOME to a folder that can be written.",
          e);
    }
  }
}
