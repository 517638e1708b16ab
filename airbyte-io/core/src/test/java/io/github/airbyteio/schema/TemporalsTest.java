package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TemporalsTest {
  private static final List<AirbyteType> TYPES =
      List.of(
          AirbyteType.DATE,
          AirbyteType.TIMESTAMP_WITH_TIMEZONE,
          AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE,
          AirbyteType.TIME_WITH_TIMEZONE);

  private final Temporals temporals = new Temporals(1000, 9999);

  private boolean isCanonical(AirbyteType type, String text) {
    byte[] bytes = ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
    return temporals.isCanonical(type, bytes, 1, bytes.length - 1);
  }

  @Property(tries = 5_000)
  void whatLooksCanonicalIsTheCanonicalForm(@ForAll Random random) {
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
      text.append('.').append(random.nextInt(10_000_000));
    }
    text.append(random.nextBoolean() ? "Z" : "");
    text.setLength(type == AirbyteType.DATE && random.nextBoolean() ? 10 : text.length());
    if (random.nextInt(3) == 0) {
      text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(95)));
    }

    if (isCanonical(type, text.toString())) {
      assertThat(temporals.canonical(type, text.toString())).isEqualTo(text.toString());
    }
  }

  @Test
  void whatSourcesMostlyWriteIsSeenToBeCanonical() {
    assertThat(isCanonical(AirbyteType.DATE, "2024-02-29")).isTrue();
    assertThat(isCanonical(AirbyteType.TIMESTAMP_WITH_TIMEZONE, "2024-01-02T03:04:05Z")).isTrue();
    assertThat(isCanonical(AirbyteType.TIMESTAMP_WITH_TIMEZONE, "2024-01-02T03:04:05.25Z"))
        .isTrue();
    assertThat(isCanonical(AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE, "2024-01-02T03:04:05.123456"))
        .isTrue();
    assertThat(isCanonical(AirbyteType.DATE, "2023-02-29")).isFalse();
    assertThat(isCanonical(AirbyteType.TIMESTAMP_WITH_TIMEZONE, "2024-01-02T03:04:05.250Z"))
        .isFalse();
  }
}
