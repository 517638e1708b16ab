package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the registry says of a source.
 *
 * @param name as users call it: {@code source-faker}
 * @param title for people
 * @param language python, java, manifest-only, …; empty if it is not said
 * @param pythonPackage on PyPI; null if it is not there
 */
record RegistryEntry(
    String name,
    String title,
    String language,
    String version,
    @Nullable String pythonPackage,
    String image,
    String license,
    String supportLevel,
    String documentation) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LANGUAGE = "language:";

  static RegistryEntry of(JsonNode source) {
    String image = source.path("dockerRepository").asText();
    JsonNode pypi = source.at("/remoteRegistries/pypi");
    return new RegistryEntry(
        image.substring(image.lastIndexOf('/') + 1),
        source.path("name").asText(),
        language(source),
        source.path("dockerImageTag").asText(),
        pypi.path("enabled").asBoolean() && pypi.hasNonNull("packageName")
            ? pypi.path("packageName").asText()
            : null,
        image,
        source.path("license").asText(),
        source.path("supportLevel").asText(),
        source.path("documentationUrl").asText());
  }

  private static String language(JsonNode source) {
    for (JsonNode tag : source.path("tags")) {
      if (tag.asText().startsWith(LANGUAGE)) {
        return tag.asText().substring(LANGUAGE.length());
      }
    }
    return source.path("language").asText();
  }

  /** Whether the registry's entry has all words in its name, title or image. */
  boolean matches(List<String> words) {
    String all = (name + " " + title + " " + image).toLowerCase(Locale.ROOT);
    return words.stream().allMatch(word -> all.contains(word.toLowerCase(Locale.ROOT)));
  }

  /** How it is named behind {@code --source}, the simplest first. */
  List<String> notations() {
    List<String> notations = new ArrayList<>();
    if (pythonPackage != null) {
      if (pythonPackage.equals("airbyte-" + name)) {
        notations.add(name);
      }
      notations.add("pypi:" + pythonPackage + "==" + version);
    }
    if (!image.isEmpty()) {
      notations.add("docker:" + image + ":" + version);
    }
    return notations;
  }

  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("name", name)
            .put("title", title)
            .put("language", language)
            .put("version", version)
            .put("package", pythonPackage)
            .put("image", image)
            .put("license", license)
            .put("support_level", supportLevel)
            .put("documentation", documentation);
    notations().forEach(json.withArray("sources")::add);
    return json;
  }
}
