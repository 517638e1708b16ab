package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.airbyteio.duckdb.DuckDbSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetOptionTest {
  @Test
  void aFileAndASchemaAreNamed() {
    assertThat(TargetOption.parse("duckdb:x.duckdb")).isEqualTo(DuckDbSink.to("x.duckdb"));
    assertThat(TargetOption.parse("duckdb:x.duckdb?schema=raw"))
        .isEqualTo(DuckDbSink.to("x.duckdb").withSchema("raw"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.duckdb", "duckdb:", "duckdb:x?schema=", "duckdb:x?other=1"})
  void whatIsNotKnownIsRefused(String target) {
    assertThatThrownBy(() -> TargetOption.parse(target)).hasMessageContaining(target);
  }
}
