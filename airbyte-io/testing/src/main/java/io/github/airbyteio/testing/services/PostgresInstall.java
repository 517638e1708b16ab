package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of PostgreSQL, from the package {@code pgserver} of PyPI: once a user and machine.
 */
final class PostgresInstall {
  private static final String PACKAGE = "pgserver==0.1.4";
  private static final String MARKER = ".complete";

  private PostgresInstall() {}

  /** The folder of the programs; installs them if they are not there. */
  static synchronized Path programs() throws IOException {
    Path home = home();
    Files.createDirectories(home);
    requireOwn(home);
    Path venv = home.resolve(PACKAGE.replace("==", "-"));
    // One JVM installs, others wait for it. Within this one the method is synchronized.
    try (FileChannel channel =
            FileChannel.open(
                home.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.exists(venv.resolve(MARKER))) {
        Processes.run(List.of("python3", "-m", "venv", "--clear", venv.toString()), home);
        Processes.run(
            List.of(venv.resolve("bin/pip").toString(), "install", "--quiet", PACKAGE), home);
        Files.createFile(venv.resolve(MARKER));
      }
    }
    try (Stream<Path> files = Files.walk(venv, 6)) {
      return files
          .filter(file -> file.endsWith(Path.of("pginstall", "bin")))
          .findFirst()
          .orElseThrow(() -> new IOException(PACKAGE + " has no pginstall/bin in " + venv));
    }
  }

  /** A folder that the user who runs the server can read: root's home is its own. */
  private static Path home() {
    return Processes.isRoot()
        ? Path.of("/var/tmp/airbyteio-services-root")
        : Path.of(System.getProperty("user.home"), ".cache", "airbyteio", "services");
  }

  /** What is run from the folder must be ours. */
  private static void requireOwn(Path home) throws IOException {
    String owner = Files.getOwner(home).getName();
    if (!owner.equals(System.getProperty("user.name"))) {
      throw new IOException("The folder " + home + " belongs to " + owner + ": remove it.");
    }
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
