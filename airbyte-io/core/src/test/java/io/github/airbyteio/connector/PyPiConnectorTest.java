package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Installs a wheel written here, without a package index. */
@Timeout(300)
final class PyPiConnectorTest {
  private static final String CODE =
      "import sys\ndef main():\n    print('''" + FakeConnector.SPEC + "''')\n";

  @TempDir Path temp;

  private ConnectorHome home;

  @BeforeEach
  void writeWheel() throws IOException {
    // A path with spaces breaks scripts that are run by their first line.
    home = new ConnectorHome(temp.resolve("my home"));
    wheel(
        "airbyte_source_tiny",
        "1.2.3",
        "[console_scripts]\nother = tiny:main\nsource-tiny = tiny:main\n");
  }

  @Test
  void aPackageIsInstalledOnceAndThenFoundWithoutAnyProcess() throws IOException {
    PyPiConnector connector = tiny();
    InstalledConnector installed = connector.install(home);
    assertThat(installed.version()).isEqualTo("1.2.3");
    assertThat(installed.identity()).startsWith("airbyte-source-tiny==1.2.3 python 3.");
    assertThat(new ConnectorRuntime(connector).withHome(home).spec().secretPaths())
        .containsExactly(List.of("password"));

    // With the wheel gone nothing could be installed again.
    Files.delete(temp.resolve("airbyte_source_tiny-1.2.3-py3-none-any.whl"));
    assertThat(connector.install(home)).isEqualTo(installed);
  }

  @Test
  void aBrokenInstallationIsNeverUsed() throws IOException {
    InstalledConnector installed = tiny().version("1.2.3").install(home);
    Path venv =
        Path.of(((Launcher.Program) installed.launcher()).command().get(0)).getParent().getParent();
    Files.delete(venv.resolve(".complete"));
    Files.delete(venv.resolve("bin").resolve("source-tiny"));
    assertThat(tiny().version("1.2.3").install(home)).isEqualTo(installed);
    assertThat(venv.resolve("bin").resolve("source-tiny")).exists();
  }

  @Test
  void twoBuildersAtOnceGetOneEnvironment() throws IOException {
    CompletableFuture<InstalledConnector> other =
        CompletableFuture.supplyAsync(() -> tiny().install(home));
    assertThat(tiny().install(home)).isEqualTo(other.join());
  }

  @Test
  void anUnknownPackageIsNamedWithTheInstallersReason() {
    PyPiConnector unknown =
        Connector.pypi("source-nobody-wrote")
            .pipArguments("--no-index", "--find-links", temp.toString());
    assertThatThrownBy(() -> unknown.install(home))
        .asInstanceOf(InstanceOfAssertFactories.throwable(AirbyteIoException.class))
        .satisfies(e -> assertThat(e.category()).isEqualTo(Category.CONFIG))
        .hasMessageContaining("Cannot install airbyte-source-nobody-wrote;")
        .hasMessageMatching("(?s).*:\n.*airbyte-source-nobody-wrote.*");
  }

  @Test
  void aFailedInstallationLeavesNothing() throws IOException {
    assertThatThrownBy(() -> tiny().version("9.9").install(home))
        .isInstanceOf(AirbyteIoException.class);
    assertThat(FakeConnector.list(home.venvs())).noneMatch(Files::isDirectory);
  }

  @Test
  void thePasswordOfAnIndexIsNotShown() throws Exception {
    ToolRun run =
        ToolRun.of(
            List.of("echo", "at https://user:" + FakeConnector.CANARY + "@index.example/simple"),
            Duration.ofSeconds(20));
    assertThat(run.output()).isEqualTo("at https://****@index.example/simple");
  }

  @Test
  void aPackageWithoutTheCommandIsNoConnector() throws IOException {
    wheel("airbyte_source_library", "1", "");
    assertThatThrownBy(
            () ->
                Connector.pypi("source-library")
                    .pipArguments("--no-index", "--find-links", temp.toString())
                    .install(home))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("has no command source-library");
  }

  @Test
  void anUnsuitableInterpreterIsNamedWithItsVersion() throws IOException {
    Path old = Files.writeString(temp.resolve("python-old"), "#!/bin/sh\necho Python 3.9.1\n");
    assertThat(old.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> tiny().interpreter(old.toString()).install(home))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining(old + " (3.9.1)");
    assertThatThrownBy(() -> tiny().interpreter("no-such-python").install(home))
        .isInstanceOf(AirbyteIoException.class)
        .hasMessageContaining("no-such-python")
        .hasMessageContaining("not on PATH");
  }

  @Test
  void packageAndConnectorNameTheSame() {
    assertThat(Connector.pypi("source-faker")).isEqualTo(Connector.pypi("airbyte-source-faker"));
    assertThat(Connector.pypi("airbyte-source-faker").name()).isEqualTo("source-faker");
    assertThat(Connector.pypi("Airbyte_Source.Faker").name()).isEqualTo("source-faker");
    assertThatThrownBy(() -> Connector.pypi("--evil")).isInstanceOf(AirbyteIoException.class);
    assertThatThrownBy(() -> Connector.pypi("source-x").version("1; rm"))
        .isInstanceOf(AirbyteIoException.class);
  }

  private PyPiConnector tiny() {
    return Connector.pypi("source-tiny")
        .pipArguments("--no-index", "--find-links", temp.toString());
  }

  private void wheel(String project, String version, String entryPoints) throws IOException {
    Path file = temp.resolve(project + "-" + version + "-py3-none-any.whl");
    String info = project + "-" + version + ".dist-info/";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      add(zip, "tiny.py", CODE);
      add(
          zip,
          info + "METADATA",
          "Metadata-Version: 2.1\nName: " + project + "\nVersion: " + version + "\n");
      add(
          zip,
          info + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      add(zip, info + "entry_points.txt", entryPoints);
      add(zip, info + "RECORD", "");
    }
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
