package io.github.airbyteio.pipelines;

import io.github.airbyteio.pipelines.run.RunFolder;

/** Tells where a run is to be looked at, and what to do next when it has failed. */
final class RunFiles {
  private RunFiles() {}

  static void tell(RunFolder run, int exitCode) {
    if (exitCode == 0) {
      System.err.println("Report: " + run.file("report.html"));
      return;
    }
    System.err.println("Log: " + run.file("connector.log"));
    System.err.println("Report: " + run.file("report.html"));
    System.err.println("Next: airbyteio retry " + run.id());
  }
}
