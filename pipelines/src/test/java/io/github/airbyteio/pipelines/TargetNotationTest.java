package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.duckdb.DuckDbSink;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.secret.SecretReference;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
        "mysql://x/y"
      })
  void whatIsNotKnownIsRefused(String target) {
    assertThatThrownBy(() -> TargetNotation.parse(target))
        .hasMessageContaining(target.split("\\?")[0]);
  }

  @Test
  void aDatabaseThatIsReadMayBeNamedByItsFileAlone() {
    assertThat(TargetNotation.parseDatabase("x.duckdb")).isEqualTo(DuckDbSink.to("x.duckdb"));
    assertThat(TargetNotation.parseDatabase("duckdb:x.duckdb?schema=raw"))
        .isEqualTo(DuckDbSink.to("x.duckdb").withSchema("raw"));
    assertThat(TargetNotation.parseDatabase("motherduck:db"))
        .isEqualTo(DuckDbSink.motherDuck("db"));
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
        "motherduck:db?token=env:a&token=canary",
        "postgresql://canary",
        "postgresql://me:canary@x/y",
        "snowflake://canary"
      })
  void aTokenThatIsWrittenOutIsRefusedAndNotShown(String target) {
    for (ThrowingCallable parse :
        List.<ThrowingCallable>of(
            () -> TargetNotation.parse(target), () -> TargetNotation.parseDatabase(target))) {
      assertThatThrownBy(parse)
          .hasMessageNotContaining("canary")
          .isInstanceOfSatisfying(
              AirbyteIoException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE));
    }
  }
}
