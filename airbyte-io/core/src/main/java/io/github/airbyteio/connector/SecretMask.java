package io.github.airbyteio.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Hides the secrets of a config: by value in any text, by path in the config itself.
 *
 * <p>A value shorter than {@value #MIN_LENGTH} characters is not searched for in texts, where it
 * would match by chance. Immutable; holds the secrets, so it is neither serialized nor printed.
 */
public final class SecretMask {
  static final String MASK = "****";
  private static final int MIN_LENGTH = 3;

  /** A line of a key in PEM, or a member of a key in JSON, that tells something on its own. */
  private static final int MIN_PART_LENGTH = 12;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<List<String>> paths;
  private final List<String> needles;

  private SecretMask(List<List<String>> paths, List<String> needles) {
    this.paths = paths;
    this.needles = needles;
  }

  /**
   * @param paths where the secrets are, by {@link SecretPaths}
   */
  static SecretMask of(List<List<String>> paths, ObjectNode config) {
    Set<String> needles = new HashSet<>();
    for (List<String> path : paths) {
      collect(config, path, needles);
    }
    needles.removeIf(n -> n.length() < MIN_LENGTH);
    return new SecretMask(paths, longestFirst(needles));
  }

  /** A secret may be a part of another: the longer one goes first. */
  private static List<String> longestFirst(Set<String> needles) {
    Comparator<String> byLength = Comparator.comparingInt(String::length).reversed();
    return needles.stream().sorted(byLength.thenComparing(Comparator.naturalOrder())).toList();
  }

  /** A mask that hides what either hides. */
  SecretMask and(SecretMask other) {
    Set<String> both = new HashSet<>(needles);
    both.addAll(other.needles);
    return new SecretMask(paths, longestFirst(both));
  }

  /** Returns the text with each secret replaced. */
  public String mask(String text) {
    String result = text;
    for (String needle : needles) {
      result = result.replace(needle, MASK);
    }
    return result;
  }

  /** Returns a copy of the config with each secret replaced, whatever its length. */
  public ObjectNode redact(ObjectNode config) {
    ObjectNode copy = config.deepCopy();
    for (List<String> path : paths) {
      redact(copy, path);
    }
    return copy;
  }

  @Override
  public String toString() {
    return "SecretMask[" + needles.size() + "]";
  }

  private static JsonNode redact(JsonNode node, List<String> path) {
    if (node.isNull() || node.isMissingNode()) {
      return node;
    }
    if (path.isEmpty()) {
      return TextNode.valueOf(MASK);
    }
    String step = path.get(0);
    List<String> rest = path.subList(1, path.size());
    if (node instanceof ArrayNode array) {
      List<String> inner = step.equals(SecretPaths.ANY) ? rest : path;
      for (int i = 0; i < array.size(); i++) {
        array.set(i, redact(array.get(i), inner));
      }
    } else if (node instanceof ObjectNode object) {
      for (var member : object.properties()) {
        if (step.equals(SecretPaths.ANY) || step.equals(member.getKey())) {
          member.setValue(redact(member.getValue(), rest));
        }
      }
    }
    return node;
  }

  private static void collect(JsonNode node, List<String> path, Set<String> needles) {
    if (path.isEmpty()) {
      if (node.isContainerNode()) {
        node.forEach(item -> collect(item, path, needles));
      } else if (node.isTextual() || node.isNumber()) {
        addForms(node.asText(), needles);
      }
      return;
    }
    String step = path.get(0);
    List<String> rest = path.subList(1, path.size());
    if (node.isArray()) {
      List<String> inner = step.equals(SecretPaths.ANY) ? rest : path;
      node.forEach(item -> collect(item, inner, needles));
    } else if (step.equals(SecretPaths.ANY)) {
      node.forEach(item -> collect(item, rest, needles));
    } else if (node.has(step)) {
      collect(node.get(step), rest, needles);
    }
  }

  private static void addForms(String secret, Set<String> needles) {
    if (secret.length() < MIN_LENGTH) {
      return;
    }
    needles.add(secret);
    needles.add(secret.strip());
    needles.add(new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    needles.add(form);
    needles.add(form.replace("+", "%20"));
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    needles.add(Base64.getEncoder().encodeToString(bytes));
    needles.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    needles.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    if (secret.contains("\n")) {
      // Stderr is masked line by line.
      secret
          .lines()
          .map(String::strip)
          .filter(line -> line.length() >= MIN_PART_LENGTH)
          .forEach(needles::add);
    }
    if (secret.strip().startsWith("{")) {
      addParts(secret, needles);
    }
  }

  /** Service account keys are JSON documents in a string. */
  private static void addParts(String secret, Set<String> needles) {
    try {
      for (JsonNode part : JSON.readTree(secret)) {
        if (part.isTextual() && part.asText().length() >= MIN_PART_LENGTH) {
          addForms(part.asText(), needles);
        }
      }
    } catch (JsonProcessingException e) {
      // No JSON after all: the whole value is hidden.
    }
  }
}
