package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  private static String shown(String cell) {
    TextTable table = new TextTable("x");
    table.row(cell);
    return table.toString().lines().skip(1).findFirst().orElseThrow();
  }

  @Test
  void aCellIsALineThatATerminalDoesNotObey() {
    assertThat(shown("a\nb\tc\u001b[31m")).isEqualTo("a b c [31m");
    assertThat(shown("a\u009b31m")).isEqualTo("a 31m");
  }

  @Test
  void aLongCellIsCutBetweenCharacters() {
    assertThat(shown("x".repeat(60))).isEqualTo("x".repeat(60));
    assertThat(shown("x".repeat(61))).isEqualTo("x".repeat(59) + "…");
    assertThat(shown("x".repeat(58) + "\ud83d\ude00yz")).isEqualTo("x".repeat(58) + "…");
  }
}
