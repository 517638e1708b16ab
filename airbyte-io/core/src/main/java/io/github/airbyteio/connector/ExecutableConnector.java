package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A local program. */
@AutoValue
abstract class ExecutableConnector extends Connector {
  abstract String path();

  abstract List<String> arguments();

  static ExecutableConnector of(String path, List<String> arguments) {
    if (path.isBlank()) {
      throw new AirbyteIoException(
          Category.USAGE, "The path of the connector is empty.", "Name an executable file.");
    }
    // Workers have other working directories.
    String program =
        path.contains(File.separator)
            ? Path.of(path).toAbsolutePath().normalize().toString()
            : path;
    return new AutoValue_ExecutableConnector(program, List.copyOf(arguments));
  }

  /**
   * The file name of the program and of each argument that is a file: two scripts of one
   * interpreter are two connectors, whatever options they are given.
   */
  @Override
  public final String name() {
    StringBuilder name = new StringBuilder(fileName(path()));
    for (String argument : arguments()) {
      if (!argument.startsWith("-") && Files.isRegularFile(Path.of(argument))) {
        name.append('-').append(fileName(argument));
      }
    }
    return name.toString();
  }

  private static String fileName(String text) {
    Path name = Path.of(text).getFileName();
    return name == null ? text : name.toString();
  }

  @Override
  final InstalledConnector install(ConnectorHome home) {
    Path program = find().toAbsolutePath().normalize();
    if (!Files.isRegularFile(program)) {
      throw unusable(
          Files.exists(program) ? "it is not a file" : "there is no such file",
          "Check the path " + program + ".");
    }
    if (!Files.isExecutable(program)) {
      throw unusable("it is not executable", "Run: chmod +x " + program);
    }
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments());
    try {
      String identity =
          String.join(
              "\n",
              program.toString(),
              Long.toString(Files.size(program)),
              Files.getLastModifiedTime(program).toString(),
              String.join("\n", arguments()));
      return InstalledConnector.of(name(), new Launcher.Program(command), null, identity);
    } catch (IOException e) {
      throw unusable(e.toString(), null);
    }
  }

  private Path find() {
    @Nullable String search = System.getenv("PATH");
    if (path().contains(File.separator) || search == null) {
      return Path.of(path());
    }
    for (String folder : search.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, path());
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return Path.of(path());
  }

  private AirbyteIoException unusable(String why, @Nullable String hint) {
    return new AirbyteIoException(
        Category.CONFIG, "Cannot run the connector " + path() + ": " + why + ".", hint);
  }
}
