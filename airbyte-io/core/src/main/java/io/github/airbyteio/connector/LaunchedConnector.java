package io.github.airbyteio.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A supervised process with the config that it was launched with. */
final class LaunchedConnector implements ConnectorProcess {
  private final SupervisedProcess process;
  private final LaunchConfig config;

  LaunchedConnector(SupervisedProcess process, LaunchConfig config) {
    this.process = process;
    this.config = config;
  }

  @Override
  public InputStream stdout() {
    return process.stdout();
  }

  @Override
  public String mask(String text) {
    return config.mask(text);
  }

  @Override
  public void log(String kind, String text) {
    config.log(kind, text);
  }

  @Override
  public void keepConfig(ObjectNode sent) throws InterruptedException {
    config.accept(sent);
  }

  @Override
  public String stderrTail() {
    return process.stderrTail();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public int waitFor(Duration grace) throws InterruptedException {
    return process.waitFor(grace);
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
