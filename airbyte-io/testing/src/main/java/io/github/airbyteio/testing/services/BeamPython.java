package io.github.airbyteio.testing.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Apache Beam in Python, with Beam YAML, from PyPI. */
public final class BeamPython {
  private static final String VERSION = "2.70.0";

  private BeamPython() {}

  /** Installs it if need be, once a user, and returns its Python interpreter. */
  public static Path interpreter() throws IOException {
    return Installation.venv(
            Installation.HOME,
            "apache-beam-" + VERSION,
            venv -> Installation.uv(venv, List.of("apache-beam[yaml]==" + VERSION)))
        .resolve("bin/python");
  }
}
