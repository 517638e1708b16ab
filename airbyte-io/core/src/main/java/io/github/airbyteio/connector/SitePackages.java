package io.github.airbyteio.connector;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a virtual environment says of an installed package, read without starting Python. */
final class SitePackages {
  private static final String SUFFIX = ".dist-info";

  private final Path venv;
  private final String packageName;
  private final Path distInfo;

  private SitePackages(Path venv, String packageName, Path distInfo) {
    this.venv = venv;
    this.packageName = packageName;
    this.distInfo = distInfo;
  }

  static SitePackages of(Path venv, String packageName) throws IOException {
    String wanted = packageName.replace('-', '_');
    try (DirectoryStream<Path> libraries =
        Files.newDirectoryStream(venv.resolve("lib"), "python3*")) {
      for (Path library : libraries) {
        try (DirectoryStream<Path> infos =
            Files.newDirectoryStream(library.resolve("site-packages"), "*" + SUFFIX)) {
          for (Path info : infos) {
            String name = String.valueOf(info.getFileName());
            String project = name.substring(0, Math.max(0, name.indexOf('-')));
            if (project.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "_").equals(wanted)) {
              return new SitePackages(venv, packageName, info);
            }
          }
        }
      }
    }
    throw new IOException("the package " + packageName + " is missing after its installation");
  }

  /** The installed version. */
  String version() {
    String name = String.valueOf(distInfo.getFileName());
    return name.substring(name.indexOf('-') + 1, name.length() - SUFFIX.length());
  }

  /**
   * The console script of the connector, relative to the environment: the one of that name, or the
   * only one.
   */
  String script(String connector) throws IOException {
    List<String> scripts = scripts();
    String name = scripts.size() == 1 ? scripts.get(0) : connector;
    String script = "bin/" + name;
    if (!Files.isRegularFile(venv.resolve(script))) {
      throw new AirbyteIoException(
          Category.CONFIG,
          "The package "
              + packageName
              + " "
              + version()
              + " has no command "
              + connector
              + "; its commands: "
              + scripts
              + ".",
          "Is it a connector? Low-code connectors are not published as Python packages.");
    }
    return script;
  }

  private List<String> scripts() throws IOException {
    Path file = distInfo.resolve("entry_points.txt");
    List<String> result = new ArrayList<>();
    if (Files.isRegularFile(file)) {
      boolean inScripts = false;
      for (String line : Files.readAllLines(file)) {
        if (line.strip().startsWith("[")) {
          inScripts = line.strip().equals("[console_scripts]");
        } else if (inScripts && line.contains("=")) {
          result.add(line.substring(0, line.indexOf('=')).strip());
        }
      }
    }
    return result;
  }
}
