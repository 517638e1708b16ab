package io.github.airbyteio.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a target is written; no secret is in it, nor in what is shown of a wrong one. */
class PostgresNotationTest {
  private static final String SECRET = "s3cr3t-canary";

  @Test
  void everySettingArrives() {
    PostgresSink sink =
        PostgresSink.parse(
            "postgresql://db.example:6432/my%20data?schema=a%26b&user=me&password=env:PG_PASSWORD"
                + "&sslmode=verify-full&sslrootcert=/etc/ca.pem&lock_timeout=30&replace_in_place=true");

    assertThat(sink.database())
        .isEqualTo(
            new PostgresDatabase(
                "db.example",
                6432,
                "my data",
                "me",
                SecretReference.environment("PG_PASSWORD"),
                "verify-full",
                "/etc/ca.pem",
                30_000));
    assertThat(sink.schema()).isEqualTo("a&b");
    assertThat(sink.replacesInPlace()).isTrue();
    assertThat(sink.description()).isEqualTo("postgresql://db.example:6432/my data?schema=a&b");
  }

  @Test
  void whatIsNotSaidHasADefault() {
    PostgresSink sink = PostgresSink.parse("postgres://me@[::1]/db");

    assertThat(sink.database())
        .isEqualTo(PostgresSink.to("::1", 5432, "db").withUser("me").database());
    assertThat(sink.schema()).isEqualTo("public");
    assertThat(sink.replacesInPlace()).isFalse();
    assertThat(Duration.ofMillis(sink.database().lockTimeoutMillis()))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(sink).hasToString("postgresql://[::1]:5432/db");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://me:s3cr3t-canary@host/db | password=env:NAME",
        "postgresql://host/db?password=s3cr3t-canary | env:NAME or file:PATH",
        "postgresql://host/db?password=env:s3cr3t-canary | env:NAME or file:PATH",
        "postgresql://host/db?s3cr3t-canary=1 | Use schema, user",
        "postgresql://host/db?user=a&s3cr3t-canary | postgresql://HOST",
        "postgresql://host/db?user=a&user=b | postgresql://HOST",
        "postgresql://me@host/db?user=b | postgresql://HOST",
        "postgresql://host/db?schema= | postgresql://HOST",
        "postgresql://host/db?sslmode=s3cr3t | verify-full",
        "postgresql://host/db?lock_timeout=1s | 0 waits",
        "postgresql://host/db?replace_in_place=1 | postgresql://HOST",
        "postgresql://host/db?schema=%zz | %25",
        "postgresql://host/db?sslkey=x | Use schema, user",
        "postgresql://host:99999/db | 65535",
        "postgresql://host/ | postgresql://HOST",
        "postgresql:///db | postgresql://HOST",
        "postgresql:host/db | postgresql://HOST",
        "postgresql://me:s3cr3t-canary/@host/db | postgresql://HOST",
      })
  void anythingElseIsRefusedAndSaysWhatToWrite(String target, String hint) {
    AirbyteIoException failure =
        catchThrowableOfType(AirbyteIoException.class, () -> PostgresSink.parse(target));

    assertThat(failure).as(target).isNotNull();
    assertThat(failure.category()).isEqualTo(Category.USAGE);
    assertThat(failure.hint()).contains(hint);
    assertThat(failure.getMessage() + failure.hint()).doesNotContain(SECRET);
  }

  @Test
  void aSchemaHasAName() {
    PostgresSink sink = PostgresSink.to("host", 1, "db");
    for (String schema : new String[] {"", "x".repeat(64)}) {
      assertThat(catchThrowableOfType(AirbyteIoException.class, () -> sink.withSchema(schema)))
          .hasMessageContaining("schema");
    }
  }

  @Test
  void theSecretIsNotInTheSerializedSink(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), SECRET);
    PostgresSink sink =
        PostgresSink.to("host", 1, "db").withPassword(SecretReference.file(file.toString()));

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sink);
    }

    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    assertThat(sink.database().password().resolve()).isEqualTo(SECRET);
    assertThat(sink.toString() + sink.database() + sink.description()).doesNotContain("password");
  }
}
