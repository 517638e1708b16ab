package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.sink.SecretReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetNotationTest {
  @Test
  void aFileAndASchemaAreNamed() {
    assertThat(TargetNotation.parse("duckdb:x.duckdb")).isEqualTo(DuckDbSink.to("x.duckdb"));
    assertThat(TargetNotation.parse("duckdb:x.duckdb?schema=raw"))
        .isEqualTo(DuckDbSink.to("x.duckdb").withSchema("raw"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.duckdb",
        "duckdb:",
        "duckdb:x?schema=",
        "duckdb:x?other=1",
        "duckdb:x?token=env:X",
        "motherduck:",
        "motherduck:x?schema=",
        "postgresql://x"
      })
  void whatIsNotKnownIsRefused(String target) {
    assertThatThrownBy(() -> TargetNotation.parse(target))
        .hasMessageContaining(target.split("\\?")[0]);
  }

  @Test
  void aMotherDuckDatabaseHasItsTokenFromThePlaceThatIsNamed() {
    assertThat(TargetNotation.parse("motherduck:db")).isEqualTo(DuckDbSink.motherDuck("db"));
    assertThat(TargetNotation.parse("motherduck:db?schema=raw&token=env:MY_TOKEN"))
        .isEqualTo(
            DuckDbSink.motherDuck("db", SecretReference.environment("MY_TOKEN")).withSchema("raw"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "motherduck:db?token=canary",
        "motherduck:db?motherduck_token=canary",
        "md:db?token=canary",
        "motherduck:db?token=env:a&token=canary"
      })
  void aTokenThatIsWrittenOutIsRefusedAndNotShown(String target) {
    assertThatThrownBy(() -> TargetNotation.parse(target))
        .hasMessageNotContaining("canary")
        .isInstanceOfSatisfying(
            AirbyteIoException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE));
  }
}
