package io.github.airbyteio.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the home of connectors and the temporary folder: room, permissions, what was left. */
final class HomeCheck {
  private static final long MIB = 1L << 20;

  /** A venv of a connector takes about so much. */
  private static final long ENOUGH = 1024 * MIB;

  private static final long TOO_LITTLE = 100 * MIB;

  /** What holds configs, states and what sources have said. */
  private static final List<String> PRIVATE = List.of("run", "configs", "cache");

  private final ConnectorHome home;

  HomeCheck(ConnectorHome home) {
    this.home = home;
  }

  List<Finding> findings() {
    List<Finding> found = new ArrayList<>();
    found.add(permissions());
    found.add(room("room in the home", home.root()));
    found.add(room("room for temporary files", Path.of(System.getProperty("java.io.tmpdir"))));
    found.add(leftovers());
    return found;
  }

  private Finding permissions() {
    String what = "home";
    Path existing = existing(home.root());
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      return Finding.fail(
          what,
          home.root() + ": " + existing + " cannot be written",
          "Set AIRBYTEIO_HOME to a folder of your own.");
    }
    if (!existing.equals(home.root())) {
      return Finding.ok(what, home.root() + " will be created");
    }
    try {
      if (open(home.root(), PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)) {
        return Finding.warn(
            what,
            home.root() + " can be changed by others, and what is in it is run",
            "chmod go-w " + home.root());
      }
      for (String name : PRIVATE) {
        Path folder = home.root().resolve(name);
        if (Files.exists(folder)
            && open(folder, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)) {
          return Finding.warn(
              what, folder + " can be read by others: secrets may be in it", "chmod 700 " + folder);
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      return Finding.warn(what, home.root() + ": " + e, "Look at its permissions.");
    }
    return Finding.ok(what, home.root().toString());
  }

  private static boolean open(Path folder, PosixFilePermission... to) throws IOException {
    Set<PosixFilePermission> set = Files.getPosixFilePermissions(folder);
    return Stream.of(to).anyMatch(set::contains);
  }

  private static Finding room(String what, Path folder) {
    try {
      long free = Files.getFileStore(existing(folder)).getUsableSpace();
      String found = free / MIB + " MiB free, " + folder;
      String hint = "Make room: a connector takes some 300 MB, and a sync stages what it reads.";
      return free < TOO_LITTLE
          ? Finding.fail(what, found, hint)
          : free < ENOUGH ? Finding.warn(what, found, hint) : Finding.ok(what, found);
    } catch (IOException e) {
      return Finding.warn(what, folder + ": " + e, "Is the disk there?");
    }
  }

  private Finding leftovers() {
    String what = "leftovers";
    Path runs = home.root().resolve("run");
    if (!Files.isDirectory(runs)) {
      return Finding.ok(what, "none");
    }
    try {
      List<Path> left = RunFolder.leftIn(runs);
      if (left.isEmpty()) {
        return Finding.ok(what, "none");
      }
      List<String> alive =
          ProcessHandle.allProcesses()
              .filter(process -> left.stream().anyMatch(folder -> uses(process, folder)))
              .map(process -> String.valueOf(process.pid()))
              .toList();
      return alive.isEmpty()
          ? Finding.ok(what, left.size() + " folders of dead runs; the next run removes them")
          : Finding.warn(
              what,
              "connectors without a run: process " + String.join(", ", alive),
              "End them: kill " + String.join(" ", alive));
    } catch (IOException e) {
      return Finding.warn(what, runs + ": " + e, "Look at its permissions.");
    }
  }

  private static boolean uses(ProcessHandle process, Path folder) {
    return process
        .info()
        .arguments()
        .filter(words -> Stream.of(words).anyMatch(word -> word.contains(folder.toString())))
        .isPresent();
  }

  private static Path existing(Path folder) {
    Path path = folder.toAbsolutePath();
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }
}
