package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.testing.FakeConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  private static final String SPEC =
      """
      {"connectionSpecification": {
        "type": "object",
        "required": ["host", "credentials", "start"],
        "properties": {
          "start": {"type": "string", "title": "Start", "examples": ["2020-01-01"], "order": 1},
          "host": {"type": "string", "title": "Host", "description": "Where\\nit is.",
                   "default": "db: 1", "order": 0},
          "port": {"type": "integer", "default": 5432},
          "level": {"type": "string", "enum": ["low", "high"]},
          "tunnel": {"type": "object", "required": ["key"],
                     "properties": {"key": {"type": "string", "airbyte_secret": true}}},
          "credentials": {"type": "object", "oneOf": [
            {"title": "Password", "required": ["kind", "password"], "properties": {
              "kind": {"type": "string", "const": "password"},
              "password": {"type": "string", "airbyte_secret": true}}},
            {"title": "Token", "required": ["kind", "token"], "properties": {
              "kind": {"type": "string", "const": "token"},
              "token": {"type": "string", "airbyte_secret": true},
              "scope": {"type": "string"}}}]}
        }}}
      """;

  @TempDir private Path folder;

  private CommandRun init(String... more) throws Exception {
    Path source =
        FakeConnector.create().withSpec(SPEC).installAs(folder.resolve("source"), "source-db");
    String[] fixed = {"init", "exec:" + source, "--to", "duckdb:x.duckdb", "-o", "-"};
    return CommandRun.of(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void theConfigIsWrittenAsTheSpecDescribesIt() throws Exception {
    CommandRun run = init();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            """
            # Set before a sync: SOURCE_DB_CREDENTIALS_PASSWORD
            config:
              # Host: Where it is. (required)
              host: "db: 1"
              # Start (required)
              # Example: 2020-01-01
              start: # fill in
              # port: 5432
              # One of: low, high
              # level: # fill in
              # tunnel:
              #   # (required)
              #   key: "${env:SOURCE_DB_TUNNEL_KEY}"
            """)
        .contains(
            """
              # This is: Password
              credentials:
                # (required)
                kind: password
                # (required)
                password: "${env:SOURCE_DB_CREDENTIALS_PASSWORD}"
              # Or: Token
              # credentials:
              #   # (required)
              #   kind: token
              #   # (required)
              #   token: "${env:SOURCE_DB_CREDENTIALS_TOKEN}"
              #   # scope: # fill in
            """)
        .contains("# streams:");
  }

  @Test
  void aGivenConfigIsTakenOverWithoutItsSecrets() throws Exception {
    CommandRun run =
        init(
            "--config",
            "{\"host\":\"h\",\"start\":\"2024-01-01\",\"level\":\"low\",\"extra\":{\"a\":[1]},"
                + "\"credentials\":{\"kind\":\"token\",\"token\":\"canary\"}}");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .doesNotContain("canary")
        .contains("  start: \"2024-01-01\"\n", "  level: low\n", "  extra:\n    a: [1]\n")
        .contains("    kind: token\n", "token: \"${env:SOURCE_DB_CREDENTIALS_TOKEN}\"")
        .contains("# Or: Password", "  users: # incremental, append_dedup, key id");
    assertThat(init("--config", "{\"host\":1}").code()).isEqualTo(3);
  }

  @Test
  void referencesThatWereGivenStay() throws Exception {
    Path secret = Files.writeString(folder.resolve("token"), "canary");
    CommandRun run =
        init(
            "--config",
            "{\"host\":\"h\",\"start\":\"x\",\"credentials\":{\"kind\":\"token\",\"token\":\"${file:"
                + secret
                + "}\"}}");
    assertThat(run.out()).contains("token: \"${file:" + secret + "}\"").doesNotContain("canary");
  }
}
