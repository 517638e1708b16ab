package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds or builds the virtual environment of a connector. It is built in its final place, as its
 * scripts hold absolute paths, under a file lock, and is valid only once its marker is written.
 */
final class VenvInstaller {
  private static final Logger LOG = LoggerFactory.getLogger(VenvInstaller.class);

  /** Large connectors compile native code; an index may be slow. */
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(20);

  private final ConnectorHome home;
  private final PyPiConnector connector;

  VenvInstaller(ConnectorHome home, PyPiConnector connector) {
    this.home = home;
    this.connector = connector;
  }

  Venv install() {
    try {
      Path venvs = home.venvs();
      Optional<Venv> found = find(venvs);
      if (found.isPresent()) {
        return found.get();
      }
      try (FileLock lock = FileLock.acquire(venvs.resolve(prefix() + suffix() + ".lock"))) {
        // Another process may have built it while this one waited.
        Optional<Venv> meanwhile = find(venvs);
        return meanwhile.isPresent() ? meanwhile.get() : build(venvs);
      }
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.CONFIG,
          null,
          "Cannot install " + connector.requirement() + ": " + e,
          "Is the folder of AIRBYTEIO_HOME writable, and is there room?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AirbyteIoException(
          Category.INTERRUPTED,
          null,
          "Interrupted while installing " + connector.requirement() + ".",
          null,
          e);
    }
  }

  private Optional<Venv> find(Path venvs) throws IOException {
    List<Venv> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(venvs)) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        if (name.matches(Pattern.quote(prefix()) + "3\\.[0-9]+" + Pattern.quote(suffix()))) {
          Venv.open(folder).ifPresent(found::add);
        }
      }
    }
    return found.stream().max(Comparator.comparing(v -> v.folder().toString()));
  }

  private Venv build(Path venvs) throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.find(connector.requestedInterpreter());
    Path folder = venvs.resolve(prefix() + python.minorVersion() + suffix());
    RunFolder.delete(folder);
    boolean complete = false;
    try {
      Venv venv = build(python, folder);
      complete = true;
      return venv;
    } finally {
      if (!complete) {
        RunFolder.delete(folder);
      }
    }
  }

  private Venv build(PythonInterpreter python, Path folder)
      throws IOException, InterruptedException {
    LOG.info("Installing {} with Python {}", connector.requirement(), python.version());
    Optional<Path> uv = PythonInterpreter.onPath("uv");
    if (uv.isPresent()) {
      String tool = uv.get().toString();
      run(List.of(tool, "venv", "-q", "--python", python.path(), folder.toString()));
      run(
          withRequirement(
              tool, "pip", "install", "-q", "--python", Venv.python(folder).toString()));
    } else {
      run(List.of(python.path(), "-m", "venv", folder.toString()));
      run(
          withRequirement(
              Venv.python(folder).toString(),
              "-m",
              "pip",
              "install",
              "-q",
              "--no-input",
              "--disable-pip-version-check"));
    }
    SitePackages packages = SitePackages.of(folder, connector.packageName());
    Venv venv =
        Venv.of(folder, python.version(), packages.version(), packages.script(connector.name()));
    venv.complete();
    return venv;
  }

  private List<String> withRequirement(String... command) {
    List<String> result = new ArrayList<>(List.of(command));
    result.addAll(connector.pipArgumentList());
    result.add(connector.requirement());
    return result;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    ToolRun run = ToolRun.of(command, INSTALL_LIMIT);
    if (run.exitCode() != 0) {
      throw new AirbyteIoException(
          Category.CONFIG,
          "Cannot install "
              + connector.requirement()
              + "; the installer "
              + ExitCodes.describe(run.exitCode())
              + ":\n"
              + run.lastLines(12),
          "Check the package's name and version, and that the package index can be reached.");
    }
  }

  private String prefix() {
    @Nullable String version = connector.requestedVersion();
    return connector.packageName() + "-" + (version == null ? "latest" : version) + "-py";
  }

  /** Tells environments apart that were installed with other arguments. */
  private String suffix() {
    @Nullable String interpreter = connector.requestedInterpreter();
    if (connector.pipArgumentList().isEmpty() && interpreter == null) {
      return "";
    }
    String all = String.join("\0", connector.pipArgumentList()) + "\0\0" + interpreter;
    return "-" + Hashes.sha256(all).substring(0, 8);
  }
}
