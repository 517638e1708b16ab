package io.github.airbyteio.pipelines.beam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** Makes the metadata of a Flex Template from the interface of its options. */
final class FlexTemplateMetadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FlexTemplateMetadata() {}

  static String of(Class<? extends PipelineOptions> options) throws JsonProcessingException {
    ObjectNode metadata = JSON.createObjectNode();
    metadata.put("name", "AirbyteIO sync");
    metadata.put(
        "description",
        "Moves the data of an Airbyte source connector to a database, with its state.");
    getters(options).forEach(each -> parameter(metadata.withArray("parameters").addObject(), each));
    // The runner's own option: what is not listed here cannot be given.
    metadata
        .withArray("parameters")
        .addObject()
        .put("name", "sdkContainerImage")
        .put("label", "Worker image")
        .put("helpText", "The image of the workers, with the connector in it.")
        .put("isOptional", true)
        .put("paramType", "TEXT");
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n";
  }

  /** What must be given comes first. */
  private static List<Method> getters(Class<?> options) {
    return Stream.of(options.getDeclaredMethods())
        .filter(method -> method.getName().startsWith("get"))
        .filter(method -> !method.isAnnotationPresent(Hidden.class))
        .sorted(
            Comparator.comparing(FlexTemplateMetadata::isOptional).thenComparing(Method::getName))
        .toList();
  }

  private static boolean isOptional(Method getter) {
    return !getter.isAnnotationPresent(Validation.Required.class);
  }

  private static void parameter(ObjectNode parameter, Method getter) {
    String name = Introspector.decapitalize(getter.getName().substring("get".length()));
    parameter.put("name", name);
    parameter.put("label", label(name));
    parameter.put("helpText", getter.getAnnotation(Description.class).value());
    parameter.put("isOptional", isOptional(getter));
    parameter.put("paramType", getter.getReturnType() == boolean.class ? "BOOLEAN" : "TEXT");
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation instanceof Default.String text) {
        parameter.put("defaultValue", text.value());
      } else if (annotation instanceof Default.Boolean flag) {
        parameter.put("defaultValue", String.valueOf(flag.value()));
      }
    }
  }

  /** {@code onSchemaChange}: On schema change. */
  private static String label(String name) {
    String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
