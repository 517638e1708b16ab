package io.github.airbyteio.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/**
 * How the many JVMs start that these tests need: with the classes of an earlier run in an archive,
 * which is a quarter of their work, and with DuckDB's library uncompressed, which is a tenth. The
 * archive is made once, by a run that does what the others do; where that fails they start without
 * it.
 */
public final class ChildJvm {
  private static final long PATIENCE_SECONDS = 120;

  private ChildJvm() {}

  /** What a run is like that loads the classes; it is given the command and an empty folder. */
  public interface Rehearsal {
    Process start(List<String> java, Path folder) throws IOException;
  }

  /**
   * Makes the archive.
   *
   * @param name tells archives apart
   * @param options more of them
   * @param classPath jars
   * @return the command up to and without what the main class is given
   */
  public static List<String> rehearsed(
      String name, List<String> options, String classPath, String mainClass, Rehearsal rehearsal) {
    List<String> plain = java(options, List.of("-cp", classPath, mainClass));
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), name).toAbsolutePath();
      String path = library(folder) + File.pathSeparator + classPath;
      List<String> classes =
          Stream.concat(options.stream(), Stream.of("-cp", path, mainClass)).toList();
      Path archive = folder.resolve("classes.jsa");
      Path list = folder.resolve("classes.txt");
      run(rehearsal.start(java(List.of("-XX:DumpLoadedClassList=" + list), classes), folder));
      String use = "-XX:SharedArchiveFile=" + archive;
      run(quietly(java(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, use), classes)));
      List<String> fast = java(List.of(use), classes);
      boolean works =
          Files.exists(archive)
              && run(rehearsal.start(fast, Files.createDirectory(folder.resolve("again"))));
      return works ? fast : plain;
    } catch (IOException | InterruptedException e) {
      return plain;
    }
  }

  /** Writes a jar that holds DuckDB's library for this machine as it is. */
  private static Path library(Path folder) throws IOException {
    String system = System.getProperty("os.name").startsWith("Mac") ? "macos" : "linux";
    String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String name = "libduckdb_java.so_" + system + "_" + cpu;
    Path jar = folder.resolve("library.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream library = ChildJvm.class.getResourceAsStream("/" + name)) {
      if (library == null) {
        throw new IOException("DuckDB has no " + name);
      }
      out.setLevel(Deflater.NO_COMPRESSION);
      out.putNextEntry(new ZipEntry(name));
      library.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }

  private static Process quietly(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean run(Process process) throws InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    return ended && process.exitValue() == 0;
  }

  private static List<String> java(List<String> sharing, List<String> classes) {
    List<String> java =
        new ArrayList<>(
            List.of(
                CommandLineRun.java(),
                // Half the processor time of a run that is mostly start.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Xlog:all=error:stderr"));
    java.addAll(sharing);
    java.addAll(classes);
    return java;
  }

  /** The class path of this JVM, in jars alone: classes of folders are not archived. */
  public static String classPath() {
    String path = System.getProperty("java.class.path");
    List<String> entries = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path folder = Path.of(entry);
      // The working folder is named by nothing, and holds no classes.
      if (Files.isDirectory(folder) && !entry.isEmpty()) {
        Path jar =
            folder.resolveSibling(
                folder.getFileName() + "-of-" + ProcessHandle.current().pid() + ".jar");
        int code =
            ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "cf", jar.toString(), "-C", entry, ".");
        if (code != 0) {
          return path;
        }
        entries.add(jar.toString());
      } else if (Files.isRegularFile(folder)) {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
