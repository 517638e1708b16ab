package io.github.airbyteio.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ByteSearchTest {
  /** Few different bytes, so that neighbours of the wanted one and bytes beyond ASCII are near. */
  @Property
  void findsTheFirst(
      @ForAll @Size(max = 40) @ByteRange(min = '\t', max = '\f') byte[] near,
      @ForAll @Size(max = 40) byte[] any,
      @ForAll @IntRange(max = 90) int from) {
    byte[] bytes = new byte[near.length + any.length + near.length];
    System.arraycopy(any, 0, bytes, 0, any.length);
    System.arraycopy(near, 0, bytes, any.length, near.length);
    for (int start = Math.min(from, bytes.length), to = start; to <= bytes.length; to++) {
      int expected = start;
      while (expected < to && bytes[expected] != '\n') {
        expected++;
      }
      assertThat(ByteSearch.indexOf(bytes, start, to, '\n')).isEqualTo(expected);
    }
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Property
  void findsTheEndOfPlainText(
      @ForAll @Size(max = 40) @ByteRange(min = 31, max = '#') byte[] quotes,
      @ForAll @Size(max = 40) @ByteRange(min = '[', max = '^') byte[] backslashes,
      @ForAll @Size(max = 20) byte[] any,
      @ForAll @IntRange(max = 60) int from) {
    byte[] bytes = concatenated(backslashes, quotes, any);
    for (int start = Math.min(from, bytes.length), to = start; to <= bytes.length; to++) {
      int expected = start;
      while (expected < to
          && bytes[expected] >= ' '
          && bytes[expected] != '"'
          && bytes[expected] != '\\') {
        expected++;
      }
      assertThat(ByteSearch.endOfPlainText(bytes, start, to)).isEqualTo(expected);
    }
  }
}
