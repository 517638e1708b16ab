package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a target is written, and what is refused. */
class TargetNotationTest {
  private static final String CANARY = "hunter2-canary";

  @Test
  void eachSettingIsTaken() {
    SnowflakeSink sink =
        SnowflakeSink.parse(
            "snowflake://org-acct/my_db/My%20Schema?warehouse=wh&role=loader&user=ann"
                + "&private_key=file:/keys/ann.p8&private_key_passphrase=env:PASS"
                + "&host=acct.privatelink.example&port=8443");
    assertThat(sink.database()).as("a plain name is folded").isEqualTo("MY_DB");
    assertThat(sink.schema()).as("another one is kept").isEqualTo("My Schema");
    assertThat(sink.warehouse()).isEqualTo("WH");
    assertThat(sink.role()).isEqualTo("LOADER");
    assertThat(sink.login())
        .isEqualTo(
            Login.privateKey(
                "ann", SecretReference.file("/keys/ann.p8"), SecretReference.environment("PASS")));
    assertThat(Driver.url(sink)).isEqualTo("jdbc:snowflake://acct.privatelink.example:8443/");
    assertThat(Driver.settings(sink))
        .containsEntry("ssl", "on")
        .containsEntry("schema", "\"My Schema\"")
        .containsEntry("application", "AirbyteIO");
    assertThat(sink).hasToString("snowflake://org-acct/MY_DB/My Schema");
  }

  @Test
  void itIsTheSameAsTheMethods() {
    assertThat(SnowflakeSink.parse("snowflake://acct/db/s?user=u&token=env:T&warehouse=w"))
        .isEqualTo(
            SnowflakeSink.to("acct", "db", "s")
                .withWarehouse("w")
                .withToken("u", SecretReference.environment("T")));
    assertThat(SnowflakeSink.parse("snowflake://acct/db/s?oauth=env:T"))
        .isEqualTo(SnowflakeSink.to("acct", "db", "s").withOauth(SecretReference.environment("T")));
    assertThat(SnowflakeSink.parse("snowflake://acct/db/s?password=file:p&user=u"))
        .isEqualTo(
            SnowflakeSink.to("acct", "db", "s").withPassword("u", SecretReference.file("p")));
  }

  @Test
  void commitsAreRareUnlessTheyAreAskedForMoreOften() {
    SnowflakeSink sink = SnowflakeSink.to("acct", "db", "s");
    assertThat(sink.commitPolicy().every()).isEqualTo(Duration.ofSeconds(60));
    assertThat(sink.commitPolicy().bytes()).isEqualTo(250_000_000);
    assertThat(sink.withCommitEvery(Duration.ofSeconds(7)).commitPolicy().every())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          duckdb:x                                              | snowflake://
          snowflake://acct/db                                   | account, database and schema
          snowflake://acct//s?user=u&token=env:T                | database is empty
          snowflake://a.b/c/d/e?user=u&token=env:T              | account, database and schema
          snowflake://acct.snowflakecomputing.com:443/db/s?user=u&token=env:T | no identifier
          snowflake://acct/db/s                                 | how to log in
          snowflake://acct/db/s?user=u&token=env:T&oauth=env:T  | not in 2
          snowflake://acct/db/s?token=env:T                     | needs a user
          snowflake://acct/db/s?user=u&token=hunter2-canary     | named
          snowflake://acct/db/s?user=u&password=hunter2-canary  | named
          snowflake://acct/db/s?user=u&token=env:hunter2-canary | named
          snowflake://acct/db/s?user=u&token=env:T&private_key_passphrase=env:P | passphrase
          snowflake://acct/db/s?user=u&token=env:T&stage=x      | no setting 'stage'
          snowflake://acct/db/s?user=u&token=env:T&Hunter2-canary=1 | no setting
          snowflake://acct/db/s?user=u&user=v&token=env:T       | twice
          snowflake://acct/db/s?user=&token=env:T               | is empty
          snowflake://acct/db/s?user=u&token=env:T&port=x       | no port
          snowflake://acct/db/s?user=u&token=env:T&ssl=off      | on this machine
          snowflake://acct/db/s?user=u&token=env:T&ssl=off&host=example.com | on this machine
          snowflake://acct/db/s?user=u&token=env:T&host=a/b     | no name of a server
          snowflake://acct/db/s?user=%zz&token=env:T            | begins no character
          """)
  void whatIsWrongIsRefusedWithWhatToWrite(String notation, String message) {
    assertThatThrownBy(() -> SnowflakeSink.parse(notation))
        .isInstanceOfSatisfying(
            AirbyteIoException.class,
            e -> {
              assertThat(e.category()).isEqualTo(Category.USAGE);
              assertThat(e).hasMessageContaining(message);
              assertThat(e.hint()).isNotBlank();
              assertThat(e.getMessage() + e.hint()).doesNotContainIgnoringCase(CANARY);
            });
  }

  @Test
  void aSecretIsInNoTextAndNotSerialized(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), CANARY);
    SnowflakeSink sink =
        SnowflakeSink.to("acct", "db", "s")
            .withPassword("u", SecretReference.file(secret.toString()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sink);
    }
    assertThat(FakeSnowflake.holds(bytes.toByteArray(), CANARY)).isFalse();
    assertThat(sink.description() + sink + sink.login() + Driver.settings(sink))
        .doesNotContain(CANARY);
  }
}
