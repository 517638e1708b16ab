package io.github.airbyteio.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactDoublesTest {
  private static boolean surelyKeeps(String number) {
    byte[] json = ("[" + number + "]").getBytes(StandardCharsets.US_ASCII);
    return ExactDoubles.surelyKeeps(json, 1, json.length - 1);
  }

  /** The law, by arithmetic of any length. */
  private static boolean keeps(String number) {
    BigDecimal value = new BigDecimal(number);
    return new BigDecimal(value.doubleValue())
            .round(new MathContext(value.precision(), RoundingMode.HALF_EVEN))
            .compareTo(value)
        == 0;
  }

  @Property
  void neverSaysYesWhereTheLawSaysNo(
      @ForAll @LongRange(min = 0, max = 99_999_999_999_999_999L) long digits,
      @ForAll @IntRange(max = 20) int scale) {
    String number = BigDecimal.valueOf(digits, scale).toPlainString();
    assertThat(surelyKeeps(number) && !keeps(number)).as(number).isFalse();
  }

  /** Of 16 and 17 digits some are kept and some are not. */
  @Property
  void neverSaysYesNearTheEndOfWhatADoubleHolds(
      @ForAll @LongRange(min = 1_000_000_000_000_000L, max = 99_999_999_999_999_999L) long digits,
      @ForAll @IntRange(max = 17) int scale) {
    String number = BigDecimal.valueOf(digits, scale).toPlainString();
    assertThat(surelyKeeps(number) && !keeps(number)).as(number).isFalse();
  }

  /** What Python and JavaScript print for a double. */
  @Property
  void knowsMostOfWhatPrintsADouble(@ForAll @LongRange(min = 1, max = 1L << 52) long numerator) {
    double value = numerator / (double) (1L << 43);
    String number = new BigDecimal(Double.toString(value)).toPlainString();
    boolean short17 =
        new BigDecimal(number).precision() <= 17 && new BigDecimal(number).scale() <= 17;
    boolean power = new BigDecimal(number).unscaledValue().toString().matches("10*");
    if (short17 && !power && keeps(number) && value != Math.rint(value)) {
      assertThat(surelyKeeps(number)).as(number).isTrue();
      assertThat(surelyKeeps("-" + number)).as(number).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.3",
        "-0.3",
        "3.14",
        "654.3210987654321",
        "0.30000000000000004",
        "123456789.12345678",
        "0.01234567890123456"
      })
  void knows(String number) {
    assertThat(surelyKeeps(number)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "0.1",
        "0.0001234567890123456",
        "1e3",
        "1E-7",
        "1.0",
        "0.001",
        "9007199254740993",
        "0.30000000000000001",
        "123456789012345678.5",
        "0.1234567890123456789"
      })
  void leavesToExactArithmetic(String number) {
    assertThat(surelyKeeps(number)).isFalse();
  }

  @Example
  void theSmallestNormalDoublesAreLeftToo() {
    assertThat(surelyKeeps("0." + "0".repeat(310) + "1")).isFalse();
  }
}
