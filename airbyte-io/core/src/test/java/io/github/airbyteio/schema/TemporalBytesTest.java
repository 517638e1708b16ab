package io.github.airbyteio.schema;

import static io.github.airbyteio.schema.AirbyteType.DATE;
import static io.github.airbyteio.schema.AirbyteType.TIMESTAMP_WITHOUT_TIMEZONE;
import static io.github.airbyteio.schema.AirbyteType.TIMESTAMP_WITH_TIMEZONE;
import static io.github.airbyteio.schema.AirbyteType.TIME_WITHOUT_TIMEZONE;
import static io.github.airbyteio.schema.AirbyteType.TIME_WITH_TIMEZONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class TemporalBytesTest {
  private static final List<AirbyteType> TYPES =
      List.of(
          DATE,
          TIMESTAMP_WITH_TIMEZONE,
          TIMESTAMP_WITHOUT_TIMEZONE,
          TIME_WITH_TIMEZONE,
          TIME_WITHOUT_TIMEZONE);
  private static final List<String> OFFSETS =
      List.of("", "", "Z", "+00:00", "-00:00", "+01:00", " +00:00", "z", "Z+00:00");

  private final Temporals temporals = new Temporals(1000, 9999);
  private final TemporalBytes bytes = new TemporalBytes(1000, 9999);

  /** The canonical form as the text's bytes tell it, or null. */
  private @Nullable String told(AirbyteType type, String text) {
    byte[] json = (" \"" + text + "\",").getBytes(StandardCharsets.UTF_8);
    Slice into = new Slice();
    if (!bytes.read(type, json, 1, json.length - 1, into)) {
      return null;
    }
    String canonical = new String(into.bytes, into.offset, into.length, StandardCharsets.UTF_8);
    assertThat(canonical).startsWith("\"").endsWith("\"");
    return canonical.substring(1, canonical.length() - 1);
  }

  @Property(tries = 20_000)
  void whatIsToldIsTheCanonicalForm(@ForAll Random random) {
    AirbyteType type = TYPES.get(random.nextInt(TYPES.size()));
    String date =
        String.format(
            Locale.ROOT,
            "%04d-%02d-%02d",
            900 + random.nextInt(9_150),
            random.nextInt(14),
            random.nextInt(33));
    String time =
        String.format(
            Locale.ROOT,
            "%02d:%02d:%02d",
            random.nextInt(26),
            random.nextInt(62),
            random.nextInt(62));
    if (random.nextBoolean()) {
      String digits = String.valueOf(random.nextInt(1_000_000_000));
      time += "." + digits + "000".substring(random.nextInt(4));
    }
    time += OFFSETS.get(random.nextInt(OFFSETS.size()));
    StringBuilder text =
        new StringBuilder(
            switch (random.nextInt(4)) {
              case 0 -> date;
              case 1 -> time;
              default -> date + "Tt _".charAt(random.nextInt(4)) + time;
            });
    if (random.nextInt(3) == 0) {
      text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(95)));
    }

    String told = told(type, text.toString());

    if (told != null) {
      assertThat(temporals.canonical(type, text.toString())).isEqualTo(told);
    }
  }

  @Test
  void datesAreTold() {
    assertThat(told(DATE, "2024-02-29")).isEqualTo("2024-02-29");
    assertThat(told(DATE, "2023-02-29")).isNull();
    assertThat(told(DATE, "2024-02-29T00:00:00")).isNull();
    assertThat(told(TIMESTAMP_WITH_TIMEZONE, "2024-02-29")).isNull();
  }

  @Test
  void whatSourcesMostlyWriteIsTold() {
    for (String offset : List.of("Z", "+00:00", "")) {
      for (String date : List.of("2024-01-02T", "2024-01-02 ")) {
        assertAllFractionsAreTold(TIMESTAMP_WITH_TIMEZONE, date, offset, "Z");
        assertAllFractionsAreTold(TIMESTAMP_WITHOUT_TIMEZONE, date, offset, "");
      }
      assertAllFractionsAreTold(TIME_WITH_TIMEZONE, "", offset, "Z");
      assertAllFractionsAreTold(TIME_WITHOUT_TIMEZONE, "", offset, "");
    }
    assertThat(told(TIMESTAMP_WITH_TIMEZONE, "2024-01-02T03:04:05+01:00")).isNull();
  }

  private void assertAllFractionsAreTold(
      AirbyteType type, String date, String offset, String zone) {
    String text = date + "03:04:05";
    String canonical = date.replace(' ', 'T') + "03:04:05";
    assertThat(told(type, text + offset)).isEqualTo(canonical + zone);
    assertThat(told(type, text + ".000000" + offset)).isEqualTo(canonical + zone);
    assertThat(told(type, text + ".250" + offset)).isEqualTo(canonical + ".25" + zone);
    assertThat(told(type, text + ".123456" + offset)).isEqualTo(canonical + ".123456" + zone);
    assertThat(told(type, text + ".1234569" + offset)).isEqualTo(canonical + ".123456" + zone);
    assertThat(told(type, text + ".000000900" + offset)).isEqualTo(canonical + zone);
    assertThat(told(type, text + ".1234567890" + offset)).isNull();
    assertThat(told(type, text + "." + offset)).isNull();
  }
}
