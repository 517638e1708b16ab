package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class TemporalsTest {
  private static final List<AirbyteType> TYPES =
      List.of(
          AirbyteType.DATE,
          AirbyteType.TIMESTAMP_WITH_TIMEZONE,
          AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE,
          AirbyteType.TIME_WITH_TIMEZONE);

  private static final List<String> OFFSETS =
      List.of("", "Z", "+00:00", "-00:00", "+01:00", " +00:00", "z", "Z+00:00");

  private final Temporals temporals = new Temporals(1000, 9999);

  /** The canonical form as the text's bytes tell it, or null. */
  private @Nullable String told(AirbyteType type, String text) {
    byte[] bytes = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
    int chars = temporals.canonicalChars(type, bytes, 1, bytes.length - 1);
    String instant = type == AirbyteType.TIMESTAMP_WITH_TIMEZONE ? "Z" : "";
    return chars < 0 ? null : new String(bytes, 1, chars, StandardCharsets.UTF_8) + instant;
  }

  @Property(tries = 5_000)
  void whatBytesTellIsTheCanonicalForm(@ForAll Random random) {
    AirbyteType type = TYPES.get(random.nextInt(TYPES.size()));
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d",
                900 + random.nextInt(9_150),
                random.nextInt(14),
                random.nextInt(33),
                random.nextInt(26),
                random.nextInt(62),
                random.nextInt(62)));
    if (random.nextBoolean()) {
      String digits = String.valueOf(random.nextInt(1_000_000_000));
      text.append('.').append(digits).append("000", 0, random.nextInt(4));
    }
    text.append(OFFSETS.get(random.nextInt(OFFSETS.size())));
    text.setLength(type == AirbyteType.DATE && random.nextBoolean() ? 10 : text.length());
    if (random.nextInt(3) == 0) {
      text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(95)));
    }

    String told = told(type, text.toString());

    if (told != null) {
      assertThat(temporals.canonical(type, text.toString())).isEqualTo(told);
    }
  }

  @Test
  void whatSourcesMostlyWriteIsToldByItsBytes() {
    assertThat(told(AirbyteType.DATE, "2024-02-29")).isEqualTo("2024-02-29");
    assertThat(told(AirbyteType.DATE, "2023-02-29")).isNull();
    for (String offset : List.of("Z", "+00:00", "")) {
      for (AirbyteType type : TYPES.subList(1, 3)) {
        String end = type == AirbyteType.TIMESTAMP_WITH_TIMEZONE ? "Z" : "";
        String second = "2024-01-02T03:04:05";
        assertThat(told(type, second + offset)).isEqualTo(second + end);
        assertThat(told(type, second + ".000000" + offset)).isEqualTo(second + end);
        assertThat(told(type, second + ".250" + offset)).isEqualTo(second + ".25" + end);
        assertThat(told(type, second + ".123456" + offset)).isEqualTo(second + ".123456" + end);
        assertThat(told(type, second + ".1234569" + offset)).isEqualTo(second + ".123456" + end);
        assertThat(told(type, second + ".000000900" + offset)).isEqualTo(second + end);
        assertThat(told(type, second + ".1234567890" + offset)).isNull();
        assertThat(told(type, second + "." + offset)).isNull();
      }
    }
    assertThat(told(AirbyteType.TIMESTAMP_WITH_TIMEZONE, "2024-01-02T03:04:05+01:00")).isNull();
  }
}
