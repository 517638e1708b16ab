package io.github.airbyteio.sink;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.io.FileSystems;

/** Where reports are written to, the last one over the one before. */
final class ReportFile implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String file;

  /**
   * @param file on any file system that Beam knows
   */
  ReportFile(String file) {
    this.file = file;
  }

  void write(SyncReport report) throws IOException {
    try (WritableByteChannel channel =
        FileSystems.create(FileSystems.matchNewResource(file, false), "application/json")) {
      ByteBuffer text = ByteBuffer.wrap(report.toJson().getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        channel.write(text);
      }
    }
  }
}
