package io.github.airbyteio.connector;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A connector in a container image, run by the command line of docker or podman, whichever answers.
 *
 * <p>It runs without capabilities and cannot gain privileges; config, catalog and state are mounted
 * read-only. The container is removed by its name when its read ends in any way, and what a machine
 * that was switched off has left is removed at the next start. The engine must run on this machine:
 * another one does not see the mounted files.
 */
@AutoValue
public abstract class ContainerConnector extends Connector {
  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]*");
  private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]*[bkmgBKMG]?");
  private static final Pattern CPUS = Pattern.compile("(?=.*[1-9])[0-9]+(\\.[0-9]+)?");

  abstract String image();

  abstract @Nullable String requestedEngine();

  abstract PullPolicy requestedPullPolicy();

  abstract @Nullable String requestedNetwork();

  abstract @Nullable String requestedMemory();

  abstract @Nullable String requestedCpus();

  abstract @Nullable String requestedUser();

  abstract boolean rootIsReadOnly();

  /** Unmodifiable. */
  abstract SortedMap<String, String> labels();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setImage(String image);

    abstract Builder setRequestedEngine(String engine);

    abstract Builder setRequestedPullPolicy(PullPolicy policy);

    abstract Builder setRequestedNetwork(String network);

    abstract Builder setRequestedMemory(String memory);

    abstract Builder setRequestedCpus(String cpus);

    abstract Builder setRequestedUser(String user);

    abstract Builder setRootIsReadOnly(boolean readOnly);

    abstract Builder setLabels(SortedMap<String, String> labels);

    abstract ContainerConnector build();
  }

  static ContainerConnector of(String image) {
    return new AutoValue_ContainerConnector.Builder()
        .setImage(matching(IMAGE, image, "image", "Name it like airbyte/source-faker:7.2.1."))
        .setRequestedPullPolicy(PullPolicy.MISSING)
        .setRootIsReadOnly(false)
        .setLabels(Collections.emptySortedMap())
        .build();
  }

  /** Sets the engine, {@code docker} or {@code podman}; without it docker is tried first. */
  public final ContainerConnector engine(String engine) {
    if (!engine.equals("docker") && !engine.equals("podman")) {
      throw new AirbyteIoException(
          Category.USAGE, "\"" + engine + "\" is no container engine.", "Use docker or podman.");
    }
    return toBuilder().setRequestedEngine(engine).build();
  }

  /** Sets when the image is fetched; when it is missing, by default. */
  public final ContainerConnector pullPolicy(PullPolicy policy) {
    return toBuilder().setRequestedPullPolicy(policy).build();
  }

  /** Sets the network, such as {@code host} or {@code none}; the engine's own by default. */
  public final ContainerConnector network(String network) {
    return toBuilder()
        .setRequestedNetwork(matching(NAME, network, "network", "Use host, none or a name."))
        .build();
  }

  /** Limits the memory, such as {@code 2g} or {@code 512m}; without limit by default. */
  public final ContainerConnector memory(String memory) {
    return toBuilder()
        .setRequestedMemory(matching(MEMORY, memory, "amount of memory", "Use 512m or 2g, say."))
        .build();
  }

  /** Limits the processor time, in processors: {@code 1.5}; without limit by default. */
  public final ContainerConnector cpus(String cpus) {
    return toBuilder()
        .setRequestedCpus(matching(CPUS, cpus, "number of processors", "Use 1 or 1.5, say."))
        .build();
  }

  /** Sets the user, {@code 1000} or {@code 1000:1000}; the image's own by default. */
  public final ContainerConnector user(String user) {
    return toBuilder()
        .setRequestedUser(matching(NAME, user, "user", "Use 1000 or 1000:1000, say."))
        .build();
  }

  /** Makes the container's own files read-only; {@code /tmp} stays writable, in memory. */
  public final ContainerConnector readOnlyRoot() {
    return toBuilder().setRootIsReadOnly(true).build();
  }

  /** Adds a label to the container. */
  public final ContainerConnector label(String key, String value) {
    SortedMap<String, String> labels = new TreeMap<>(labels());
    labels.put(matching(NAME, key, "key of a label", "Use letters, digits, dots."), value);
    return toBuilder().setLabels(Collections.unmodifiableSortedMap(labels)).build();
  }

  /** The image's last name: {@code source-faker} of {@code airbyte/source-faker:7.2.1}. */
  @Override
  public final String name() {
    return image().replaceFirst("@.*", "").replaceFirst(".*/", "").replaceFirst(":.*", "");
  }

  private @Nullable String tag() {
    String last = image().replaceFirst(".*/", "");
    return last.contains(":") || last.contains("@") ? last.replaceFirst("[^:@]*[:@]", "") : null;
  }

  @Override
  final InstalledConnector install(ConnectorHome home) {
    Map<String, String> own = System.getenv();
    String host = own.getOrDefault("DOCKER_HOST", own.getOrDefault("CONTAINER_HOST", ""));
    if (host.startsWith("tcp:") || host.startsWith("ssh:")) {
      throw new AirbyteIoException(
          Category.CONFIG,
          "The container engine is on another machine (" + host.replaceFirst("//.*@", "//") + ").",
          "It does not see the files that a connector is given: use an engine on this machine.");
    }
    ContainerEngine engine = ContainerEngine.find(requestedEngine());
    String id = engine.imageId(image(), requestedPullPolicy());
    return InstalledConnector.of(
        name(), new ContainerLauncher(this, engine), tag(), "container " + image() + " " + id);
  }

  private static String matching(Pattern pattern, String text, String what, String hint) {
    if (!pattern.matcher(text).matches()) {
      throw new AirbyteIoException(Category.USAGE, "\"" + text + "\" is no " + what + ".", hint);
    }
    return text;
  }

  @Override
  public final String toString() {
    return "docker:" + image();
  }
}
