package io.github.airbyteio.pipelines;

import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.secret.SecretReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of <code>${env:NAME}</code> and <code>${file:PATH}</code> in a text that
 * is no secret; <code>$${</code> stands for <code>${</code>.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");

  private References() {}

  /**
   * @throws AirbyteIoException if a reference is none, or what it names is missing
   */
  static String resolve(String text) {
    StringBuilder resolved = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(text);
    while (matcher.find()) {
      String value =
          matcher.group(1) == null ? "${" : SecretReference.parse(matcher.group(1)).resolve();
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }
}
