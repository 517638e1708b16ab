package io.github.airbyteio.store;

import com.google.auto.value.AutoValue;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Keeps states on any file system that Beam knows ({@code gs://}, {@code s3://}, {@code hdfs://}):
 * a numbered object for each version, the greatest number counts, older ones go. An object gets its
 * name by a rename when it is whole, so a crash leaves the old version or the new one.
 *
 * <p>Beam's file systems cannot compare and set. See to it that one run of a connection is active
 * at a time: two that write in the same moment are usually found, and then one fails, but there are
 * moments in which the later one wins unnoticed. Records may then be read again. The listing must
 * be consistent, as those of GCS, S3 and HDFS are.
 */
@AutoValue
public abstract class FileSystemStateStore implements ConnectionStateStore {
  private static final Pattern VERSION = Pattern.compile("v(\\d{19})-[0-9a-f-]+\\.json");

  abstract String folder();

  /**
   * @param folder such as {@code gs://bucket/states}
   */
  public static FileSystemStateStore in(String folder) {
    return new AutoValue_FileSystemStateStore(folder.endsWith("/") ? folder : folder + "/");
  }

  @Override
  public void prepare() {
    try {
      ResourceId probe =
          FileSystems.matchNewResource(folder() + "probe-" + UUID.randomUUID(), false);
      write(probe, "");
      FileSystems.delete(List.of(probe));
    } catch (IOException | IllegalArgumentException e) {
      throw new AirbyteIoException(
          Category.SINK,
          null,
          "States cannot be kept in " + description() + ": " + e.getMessage() + ".",
          "Name a folder that the workers may list, write to and delete from; its scheme's module"
              + " of Beam must be on the class path.",
          e);
    }
  }

  @Override
  public ConnectionStates load(String connectionId) throws IOException {
    return load(connectionId, versions(connectionId));
  }

  private ConnectionStates load(String connectionId, List<Version> versions) throws IOException {
    return versions.isEmpty()
        ? ConnectionStates.empty()
        : read(connectionId, versions.get(versions.size() - 1).resource());
  }

  @Override
  public ConnectionStates update(String connectionId, Change change) throws IOException {
    List<Version> versions = versions(connectionId);
    ConnectionStates before = load(connectionId, versions);
    ConnectionStates after = change.apply(before);
    if (after.equals(before)) {
      return after;
    }
    long number = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).number() + 1;
    ResourceId written = put(connectionId, number, after);
    List<ResourceId> older = new ArrayList<>();
    for (Version version : versions(connectionId)) {
      if (version.number() < number) {
        older.add(version.resource());
      } else if (!version.resource().equals(written)) {
        FileSystems.delete(List.of(written));
        throw new IOException(
            "Another run has written to "
                + folder(connectionId)
                + " in the same moment; this one has withdrawn. Run one at a time.");
      }
    }
    FileSystems.delete(older, StandardMoveOptions.IGNORE_MISSING_FILES);
    return after;
  }

  private ResourceId put(String connectionId, long number, ConnectionStates states)
      throws IOException {
    String id = UUID.randomUUID().toString();
    ResourceId folder = FileSystems.matchNewResource(folder(connectionId), true);
    ResourceId draft = folder.resolve("draft-" + id, StandardResolveOptions.RESOLVE_FILE);
    ResourceId named =
        folder.resolve(
            String.format("v%019d-%s.json", number, id), StandardResolveOptions.RESOLVE_FILE);
    write(draft, states.toJson(connectionId));
    FileSystems.rename(List.of(draft), List.of(named));
    return named;
  }

  /** The versions in the order of their numbers. */
  private List<Version> versions(String connectionId) throws IOException {
    MatchResult match =
        FileSystems.match(folder(connectionId) + "v*.json", EmptyMatchTreatment.ALLOW);
    if (match.status() == MatchResult.Status.NOT_FOUND) {
      return List.of();
    }
    List<Version> versions = new ArrayList<>();
    for (MatchResult.Metadata object : match.metadata()) {
      Matcher name = VERSION.matcher(String.valueOf(object.resourceId().getFilename()));
      if (name.matches()) {
        versions.add(new Version(Long.parseLong(name.group(1)), object.resourceId()));
      }
    }
    Collections.sort(versions);
    return versions;
  }

  private record Version(long number, ResourceId resource) implements Comparable<Version> {
    @Override
    public int compareTo(Version other) {
      return Long.compare(number, other.number);
    }
  }

  private static ConnectionStates read(String connectionId, ResourceId object) throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(object))) {
      return ConnectionStates.parse(
          connectionId, new String(in.readAllBytes(), StandardCharsets.UTF_8), object.toString());
    }
  }

  private static void write(ResourceId object, String text) throws IOException {
    try (OutputStream out =
        Channels.newOutputStream(FileSystems.create(object, "application/json"))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String folder(String connectionId) {
    return folder() + DocumentNames.of(connectionId) + "/";
  }

  @Override
  public final String description() {
    return folder();
  }
}
