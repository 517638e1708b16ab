package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connector published as a Python package. Each version is installed once, into a virtual
 * environment of its own, with {@code uv} where present, else with pip.
 */
@AutoValue
public abstract class PyPiConnector extends Connector {
  private static final Pattern PACKAGE =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.!+_-]*");
  private static final String PREFIX = "airbyte-";

  abstract String packageName();

  abstract @Nullable String requestedVersion();

  abstract List<String> pipArgumentList();

  abstract @Nullable String requestedInterpreter();

  static PyPiConnector of(String pkg) {
    if (!PACKAGE.matcher(pkg).matches()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "\"" + pkg + "\" is no name of a Python package.",
          "Name it like airbyte-source-faker; give the version with version(…).");
    }
    String name = pkg.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    boolean connector = name.startsWith("source-") || name.startsWith("destination-");
    return new AutoValue_PyPiConnector(connector ? PREFIX + name : name, null, List.of(), null);
  }

  /** Pins the version. Without it the newest one is installed, once. */
  public final PyPiConnector version(String version) {
    if (!VERSION.matcher(version).matches()) {
      throw new AirbyteIoException(
          Category.USAGE,
          "\"" + version + "\" is no version of " + packageName() + ".",
          "Give one exact version, such as 7.2.1.");
    }
    return new AutoValue_PyPiConnector(
        packageName(), version, pipArgumentList(), requestedInterpreter());
  }

  /** Adds arguments of {@code pip install}, such as {@code --index-url}. They are never shown. */
  public final PyPiConnector pipArguments(String... arguments) {
    return new AutoValue_PyPiConnector(
        packageName(), requestedVersion(), List.of(arguments), requestedInterpreter());
  }

  /** Sets the Python interpreter, a path or a name on {@code PATH}; it must be 3.10 or later. */
  public final PyPiConnector interpreter(String interpreter) {
    return new AutoValue_PyPiConnector(
        packageName(), requestedVersion(), pipArgumentList(), interpreter);
  }

  @Override
  public final String name() {
    return packageName().startsWith(PREFIX)
        ? packageName().substring(PREFIX.length())
        : packageName();
  }

  /** The requirement as pip takes it. */
  final String requirement() {
    return requestedVersion() == null ? packageName() : packageName() + "==" + requestedVersion();
  }

  @Override
  final InstalledConnector install(ConnectorHome home) {
    Venv venv = new VenvInstaller(home, this).install();
    return InstalledConnector.of(
        name(),
        new Launcher.Program(venv.command()),
        venv.packageVersion(),
        packageName() + "==" + venv.packageVersion() + " python " + venv.pythonVersion());
  }

  @Override
  public final String toString() {
    return "pypi:" + requirement();
  }
}
