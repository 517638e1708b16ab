package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A finished run of a tool such as pip: its exit code and the end of what it said. */
@AutoValue
abstract class ToolRun {
  /** User and password in a URL: package indexes are often given so. */
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]+@");

  abstract int exitCode();

  abstract String output();

  /** Runs a command to its end; stdout and stderr are taken together. Kills it after the limit. */
  static ToolRun of(List<String> command, Duration limit) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    StderrTail tail =
        new StderrTail(
            process.getInputStream(), text -> CREDENTIALS.matcher(text).replaceAll("://****@"));
    Thread pump = new Thread(tail, "airbyteio-tool-" + process.pid());
    pump.setDaemon(true);
    pump.start();
    try {
      process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    int exitCode = process.waitFor();
    pump.join(1000);
    return new AutoValue_ToolRun(exitCode, tail.text());
  }

  final String lastLines(int count) {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
