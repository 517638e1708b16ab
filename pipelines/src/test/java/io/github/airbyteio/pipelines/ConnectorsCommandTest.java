package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorsCommandTest {
  private static final String REGISTRY =
      """
      {"destinations": [{"name": "X", "dockerRepository": "airbyte/destination-x"}],
       "sources": [
        {"name": "Postgres", "dockerRepository": "airbyte/source-postgres", "dockerImageTag": "3.7.0",
         "license": "ELv2", "supportLevel": "certified", "tags": ["language:java", "cdk:java"],
         "spec": {"sources": [1]}},
        {"name": "Sample Data", "dockerRepository": "airbyte/source-faker", "dockerImageTag": "7.2.1",
         "license": "MIT", "supportLevel": "community", "tags": ["cdk:python", "language:python"],
         "documentationUrl": "https://docs.example/faker",
         "remoteRegistries": {"pypi": {"enabled": true, "packageName": "airbyte-source-faker"}}},
        {"name": "Pokeapi", "dockerRepository": "airbyte/source-pokeapi", "dockerImageTag": "0.3.0",
         "license": "ELv2", "supportLevel": "community", "tags": ["language:manifest-only"],
         "remoteRegistries": {"pypi": {"enabled": false, "packageName": "airbyte-source-pokeapi"}}}]}
      """;

  @TempDir Path folder;
  private Path registry;

  @BeforeEach
  void writeRegistry() throws IOException {
    registry = Files.writeString(folder.resolve("oss_registry.json"), REGISTRY);
  }

  private String run(int code, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> args = new ArrayList<>(List.of("connectors"));
    args.addAll(List.of(words));
    args.addAll(List.of("--registry", registry.toString()));
    assertThat(
            AirbyteIoCommand.commands()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args.toArray(new String[0])))
        .as(err.toString())
        .isEqualTo(code);
    return code == 0 ? out.toString() : err.toString();
  }

  @Test
  void sourcesAreListed() {
    assertThat(run(0, "list").lines())
        .containsExactly(
            "name             language       package                      image                          licence  support",
            "source-faker     python         airbyte-source-faker==7.2.1  airbyte/source-faker:7.2.1     MIT      community",
            "source-pokeapi   manifest-only                               airbyte/source-pokeapi:0.3.0   ELv2     community",
            "source-postgres  java                                        airbyte/source-postgres:3.7.0  ELv2     certified");
    assertThat(run(0, "list", "SAMPLE", "faker").lines()).hasSize(2);
    assertThat(run(0, "list", "--language", "java").lines()).hasSize(2);
    assertThat(run(0, "list", "none").lines()).hasSize(1);
  }

  @Test
  void aConnectorIsShownWithTheNotationsThatWorkHere() throws Exception {
    assertThat(run(0, "show", "faker").lines())
        .contains(
            "source-faker: Sample Data",
            "  licence: MIT",
            "  --source source-faker",
            "  --source pypi:airbyte-source-faker==7.2.1",
            "  --source docker:airbyte/source-faker:7.2.1");
    assertThat(run(0, "show", "source-pokeapi"))
        .contains("--source docker:airbyte/source-pokeapi:0.3.0")
        .doesNotContain("pypi");
    JsonNode json = new ObjectMapper().readTree(run(0, "list", "--json"));
    assertThat(json.at("/0/sources/1").asText()).isEqualTo("pypi:airbyte-source-faker==7.2.1");
    for (JsonNode notation : json.at("/0/sources")) {
      assertThat(SourceNotation.parse(notation.asText(), null, null)).isNotNull();
    }
    assertThat(run(2, "show", "poke")).contains("no source 'poke'", "source-pokeapi");
  }

  @Test
  void whatIsNoRegistryIsRefused() throws Exception {
    Files.writeString(registry, "{\"destinations\": []}");
    assertThat(run(2, "list")).contains("no list 'sources'", "connectors update");
    Files.writeString(registry, "{\"sources\": [");
    assertThat(run(2, "list")).contains("no registry");
    Files.delete(registry);
    assertThat(run(2, "list")).contains("There is no registry");
  }

  @Test
  void aCopyIsKeptAndUsedOffline() throws Exception {
    RegistrySource source = new RegistrySource(folder.resolve("copy.json"));
    assertThatThrownBy(() -> source.read(null, false))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.USAGE);
              assertThat(e.hint()).contains("--registry", "AIRBYTEIO_REGISTRY", "update");
            });
    assertThat(source.update(registry.toString()).sources()).hasSize(3);
    assertThat(source.read(null, true).sources()).hasSize(3);

    Path broken = Files.writeString(folder.resolve("broken.json"), "[]");
    assertThatThrownBy(() -> source.update(broken.toString())).hasMessageContaining("no registry");
    assertThat(source.read("http://127.0.0.1:1/x", true).sources()).hasSize(3);
  }

  @Test
  void aRegistryIsDownloadedAndAFailureKeepsTheCopy() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      server.createContext(
          "/registry.json",
          exchange -> {
            byte[] body = REGISTRY.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      String host = "127.0.0.1:" + server.getAddress().getPort();
      RegistrySource source = new RegistrySource(folder.resolve("copy.json"));

      assertThat(source.read("http://" + host + "/registry.json", false).sources()).hasSize(3);
      assertThatThrownBy(() -> source.update("http://me:canary@" + host + "/none"))
          .hasMessageContaining("answered 404")
          .hasMessageNotContaining("canary");
      assertThat(source.read(null, false).sources()).hasSize(3);
      try (var files = Files.list(folder)) {
        assertThat(files).as("the copy and the registry").hasSize(2);
      }
    } finally {
      server.stop(0);
    }
  }
}
