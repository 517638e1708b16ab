package io.github.airbyteio.duckdb;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tries to write to a file in a process of its own, without the right of root to write to any. */
final class UnprivilegedWriter {
  private UnprivilegedWriter() {}

  /** The command that writes to the file; what is read-only by its mode may be written by root. */
  static List<String> command(Path file, Path readOnly) {
    List<String> command = new ArrayList<>();
    if (Files.isWritable(readOnly)) {
      command.addAll(List.of("setpriv", "--bounding-set", "-dac_override"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            UnprivilegedWriter.class.getName(),
            file.toString()));
    return command;
  }

  public static void main(String[] args) throws Exception {
    List<Column> columns = List.of(Column.of("id", AirbyteType.INTEGER));
    try (Scenario s = new Scenario(Path.of(args[0]), WriteMode.APPEND, columns, List.of(), null)) {
      s.commit(rows -> rows.row(0, "1"));
      System.out.println("written");
    } catch (AirbyteIoException e) {
      System.out.println(e.category() + ": " + e.getMessage() + " " + e.hint());
    }
  }
}
