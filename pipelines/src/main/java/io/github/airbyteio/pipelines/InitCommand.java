package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConfigSource;
import io.github.airbyteio.connector.Connector;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.ConnectorSpec;
import io.github.airbyteio.pipelines.file.FileValue;
import io.github.airbyteio.pipelines.file.Place;
import io.github.airbyteio.pipelines.file.SyncFile;
import io.github.airbyteio.protocol.AirbyteCatalog;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a first sync file. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a commented sync file: the connector's configuration as its spec describes it, and,",
      "where that is complete, its streams."
    },
    footer = {
      "",
      "Examples:",
      "  airbyteio init source-faker --to duckdb:faker.duckdb",
      "  airbyteio init source-github --to duckdb:github.duckdb --config config.json -o github.yaml"
    })
final class InitCommand implements Callable<Integer> {
  private static final String STDOUT = "-";

  @Parameters(
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "The connector, as for --source.")
  private @Nullable String name;

  @Mixin private SourceOptions source;
  @Mixin private TargetOption target;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write; - for stdout. Default: the connection's name and .yaml.")
  private @Nullable String output;

  @Option(names = "--force", description = "Replace a file that exists.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    source.useName(name);
    Connector connector = source.connector();
    String to = target.notation();
    String connection = source.connection() == null ? connector.name() : source.connection();
    String file = output == null ? connection.replaceAll("[^\\w.-]+", "_") + ".yaml" : output;
    if (!file.equals(STDOUT)) {
      requireFree(Path.of(file));
    }
    ConnectorRuntime runtime = source.runtime(connector);
    ConfigSource given = source.givenConfig();
    ObjectNode written = given == null ? JsonNodeFactory.instance.objectNode() : given.written();
    if (given != null) {
      ConfigValidator.validate(runtime.spec(), given.resolve());
    }
    ConfigOutline outline = new ConfigOutline(connection);
    SyncOutline sync = new SyncOutline(source.name(), to);
    sync.named(source.connection());
    sync.installed(source.python(), source.pipArguments());
    sync.configured(
        outline.members(runtime.spec().connectionSpecification(), written), outline.variables());
    sync.streams(catalog(runtime, given));
    requireNoSecret(sync.text(), runtime.spec());
    write(file, sync.text());
    return 0;
  }

  /** A secret in a place that the spec does not describe was taken over with its surroundings. */
  private static void requireNoSecret(String text, ConnectorSpec spec) {
    FileValue.Members written =
        SyncFile.of(text, "The new file", List.of())
            .connections(new FileValue.Members(Place.option(""), Map.of()), null)
            .values()
            .iterator()
            .next();
    if (written.members().get("config").json() instanceof ObjectNode config) {
      spec.secretIn(config)
          .ifPresent(
              path -> {
                throw new AirbyteIoException(
                    Category.CONFIG,
                    "The config's '" + path + "' is a secret, and would be written out.",
                    "Write ${env:NAME} in its place.");
              });
    }
  }

  /** The streams, if the config is complete; null if they cannot be asked for yet. */
  private static @Nullable AirbyteCatalog catalog(
      ConnectorRuntime runtime, @Nullable ConfigSource given) {
    if (given != null) {
      return runtime.discover(given.resolve());
    }
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    try {
      ConfigValidator.validate(runtime.spec(), none);
    } catch (AirbyteIoException incomplete) {
      return null;
    }
    try {
      return runtime.discover(none);
    } catch (AirbyteIoException e) {
      System.err.println("The streams are left out: " + e.getMessage());
      return null;
    }
  }

  private void requireFree(Path file) {
    if (Files.exists(file) && !force) {
      throw new AirbyteIoException(
          Category.USAGE,
          "The file " + file + " exists.",
          "Choose another one by -o FILE, or replace it by --force.");
    }
  }

  private void write(String file, String text) throws IOException {
    if (file.equals(STDOUT)) {
      System.out.print(text);
      return;
    }
    try {
      Files.writeString(
          Path.of(file),
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.WRITE,
          force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new AirbyteIoException(
          Category.USAGE, null, "The file " + file + " cannot be written: " + e, null, e);
    }
    System.err.println("Wrote " + file + ". Look at it, then: airbyteio sync " + file);
  }
}
