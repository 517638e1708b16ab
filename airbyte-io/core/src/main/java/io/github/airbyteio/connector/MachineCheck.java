package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Looks at what connectors need of this machine: an interpreter and an installer, an index of
 * packages, a container engine, the home. Nothing is installed or changed.
 */
public final class MachineCheck {
  private static final int NEWEST_MINOR = 12;

  /** Any package that each index has. */
  private static final String PACKAGE = "pip";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HomeCheck home;

  private MachineCheck(HomeCheck home) {
    this.home = home;
  }

  /** Of the machine that this runs on. */
  public static MachineCheck here() {
    return of(ConnectorHome.standard());
  }

  static MachineCheck of(ConnectorHome home) {
    return new MachineCheck(new HomeCheck(home));
  }

  /**
   * Looks at all, in some seconds.
   *
   * @param offline whether the index of packages is left out
   */
  public List<Finding> findings(boolean offline) throws InterruptedException {
    List<Finding> found = new ArrayList<>();
    PythonInterpreter python = python(found);
    if (python != null) {
      Optional<Path> uv = PythonInterpreter.onPath("uv");
      found.add(uv.isPresent() ? uv(uv.get()) : pip(python));
      found.add(
          offline
              ? Finding.ok("package index", "not asked: offline")
              : index(uv.map(Path::toString).orElse(null), python));
    }
    found.add(containers());
    found.addAll(home.findings());
    return found;
  }

  private static @Nullable PythonInterpreter python(List<Finding> found)
      throws InterruptedException {
    String what = "Python";
    try {
      PythonInterpreter python = PythonInterpreter.find(null);
      String seen = python.version() + ", " + python.path();
      int minor = Integer.parseInt(python.minorVersion().substring("3.".length()));
      found.add(
          minor <= NEWEST_MINOR
              ? Finding.ok(what, seen)
              : Finding.warn(
                  what,
                  seen,
                  "Many connectors from PyPI need Python 3.10 to 3.12: install one of these."));
      return python;
    } catch (IOException | AirbyteIoException e) {
      found.add(
          Finding.fail(
              what,
              String.valueOf(e.getMessage()),
              "Connectors from PyPI need Python 3.10 to 3.12; docker: and exec: do without."));
      return null;
    }
  }

  private static Finding uv(Path uv) throws InterruptedException {
    return answer("installer", "uv", List.of(uv.toString(), "--version"), "Install uv anew.");
  }

  private static Finding pip(PythonInterpreter python) throws InterruptedException {
    return answer(
        "installer",
        "pip",
        List.of(
            python.path(),
            "-c",
            "import ensurepip, venv; print('pip', ensurepip.version(), 'in new environments')"),
        "Install this Python's modules venv and ensurepip (on Debian the package python3-venv), or"
            + " uv.");
  }

  /** Asks the index that is configured, wherever that is, by the installer that will ask it. */
  private static Finding index(@Nullable String uv, PythonInterpreter python)
      throws InterruptedException {
    String hint =
        "Is there a network, and the right index? It is set by pip's configuration (pip config"
            + " list), PIP_INDEX_URL, or UV_INDEX_URL for uv. Connectors that are installed work"
            + " without.";
    String what = "package index";
    if (uv == null) {
      List<String> ask =
          List.of(
              python.path(),
              "-m",
              "pip",
              "index",
              "versions",
              PACKAGE,
              "--no-input",
              "--disable-pip-version-check",
              "--timeout=10",
              "--retries=1");
      return reached(answer(what, "pip", ask, hint));
    }
    Path asked = null;
    try {
      asked = Files.createTempFile("airbyteio", ".in");
      Files.writeString(asked, PACKAGE + "\n");
      return reached(
          answer(
              what,
              "uv",
              List.of(uv, "pip", "compile", "-q", "--no-deps", "--refresh", asked.toString()),
              hint));
    } catch (IOException e) {
      return Finding.warn(what, "not asked: " + e, "Make room in the temporary folder.");
    } finally {
      delete(asked);
    }
  }

  /** What an index answers is of no interest once it has. */
  private static Finding reached(Finding answer) {
    return answer.level() == Finding.Level.OK ? Finding.ok(answer.what(), "answers") : answer;
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A line of text in the temporary folder.
      }
    }
  }

  private static Finding containers() {
    String what = "containers";
    try {
      ContainerEngine engine = ContainerEngine.find(null);
      return Finding.ok(what, engine.program() + " answers");
    } catch (AirbyteIoException e) {
      return Finding.warn(what, String.valueOf(e.getMessage()), "Only docker: sources need one.");
    }
  }

  private static Finding answer(String what, String tool, List<String> command, String hint)
      throws InterruptedException {
    try {
      ToolRun run = ToolRun.of(command, LIMIT);
      return run.exitCode() == 0
          ? Finding.ok(what, run.lastLines(1))
          : Finding.warn(what, tool + " says: " + run.lastLines(3).strip(), hint);
    } catch (IOException e) {
      return Finding.warn(what, tool + " cannot be run: " + e.getMessage(), hint);
    }
  }
}
