package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * The programs of PostgreSQL, from the package {@code pgserver} of PyPI: once a user and machine.
 */
final class PostgresInstall {
  private static final String PACKAGE = "pgserver==0.1.4";

  private PostgresInstall() {}

  /** The folder of the programs; installs them if they are not there. */
  static Path programs() throws IOException {
    Path home = home();
    Files.createDirectories(home);
    requireOwn(home);
    Path venv =
        Installation.venv(
            home, PACKAGE.replace("==", "-"), made -> Installation.pip(made, PACKAGE));
    try (Stream<Path> files = Files.walk(venv, 6)) {
      return files
          .filter(file -> file.endsWith(Path.of("pginstall", "bin")))
          .findFirst()
          .orElseThrow(() -> new IOException(PACKAGE + " has no pginstall/bin in " + venv));
    }
  }

  /** A folder that the user who runs the server can read: root's home is its own. */
  private static Path home() {
    return Processes.isRoot() ? Path.of("/var/tmp/airbyteio-services-root") : Installation.HOME;
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
