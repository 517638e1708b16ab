package io.github.airbyteio.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Finds the stream of a RECORD line by a cheap look at its start, in compact and in spaced JSON.
 *
 * <p>It answers only where the look suffices: the line begins {@code {"type":"RECORD","record":{"stream":"NAME"}, the name is that of
 * one stream only, the line ends like an object and holds no second one. All else is for the full parse. What the look cannot see, that
 * the rest of the line is well-formed, the conformer checks, which reads every byte of it.
 *
 * <p>Not thread-safe.
 */
final class RecordScanner {
  private static final byte[][] BEFORE_NAME = {
    bytes("{"),
    bytes("\"type\""),
    bytes(":"),
    bytes("\"RECORD\""),
    bytes(","),
    bytes("\"record\""),
    bytes(":"),
    bytes("{"),
    bytes("\"stream\""),
    bytes(":"),
    bytes("\"")
  };

  private final List<Name> names;

  /** The beginning of the last record: that of the next one is mostly the same. */
  private @Nullable Start last;

  private record Name(byte[] quoted, StreamDescriptor stream) {}

  /** How a record begins, its stream's name included. */
  private record Start(byte[] bytes, StreamDescriptor stream) {}

  RecordScanner(Collection<StreamDescriptor> streams) {
    Map<String, Integer> uses = new HashMap<>();
    streams.forEach(stream -> uses.merge(stream.name(), 1, Integer::sum));
    names = new ArrayList<>();
    for (StreamDescriptor stream : streams) {
      boolean plain = stream.name().chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\');
      if (uses.get(stream.name()) == 1 && plain) {
        names.add(new Name(bytes(stream.name() + "\""), stream));
      }
    }
  }

  /**
   * Returns the stream of the line in the buffer's slice, or null where only the full parse can
   * tell.
   */
  @Nullable StreamDescriptor streamOf(byte[] buffer, int start, int end) {
    if (end <= start || buffer[end - 1] != '}') {
      return null;
    }
    if (last == null || !startsWith(buffer, start, end, last.bytes())) {
      Start found = find(buffer, start, end);
      if (found == null) {
        return null;
      }
      last = found;
    }
    return mayBeTwo(buffer, start + last.bytes().length, end) ? null : last.stream();
  }

  private @Nullable Start find(byte[] buffer, int start, int end) {
    int at = start;
    for (byte[] token : BEFORE_NAME) {
      while (at < end && buffer[at] == ' ') {
        at++;
      }
      if (!startsWith(buffer, at, end, token)) {
        return null;
      }
      at += token.length;
    }
    for (Name name : names) {
      if (startsWith(buffer, at, end, name.quoted())) {
        int to = at + name.quoted().length;
        return new Start(Arrays.copyOfRange(buffer, start, to), name.stream());
      }
    }
    return null;
  }

  /** Whether one object may end in the line and another begin: only a string holds that, too. */
  private static boolean mayBeTwo(byte[] buffer, int start, int end) {
    for (int brace = ByteSearch.indexOf(buffer, start, end, '}');
        brace < end;
        brace = ByteSearch.indexOf(buffer, brace + 1, end, '}')) {
      int next = brace + 1;
      while (next < end && buffer[next] == ' ') {
        next++;
      }
      if (next < end && buffer[next] == '{') {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] buffer, int at, int end, byte[] token) {
    int to = at + token.length;
    return to <= end && Arrays.equals(buffer, at, to, token, 0, token.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
