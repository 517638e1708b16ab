package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.pipelines.file.FileValue;
import io.github.airbyteio.pipelines.file.Place;
import io.github.airbyteio.pipelines.file.Setting;
import io.github.airbyteio.pipelines.file.SyncFile;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What says what is to be synced: a file, options, or both. */
final class SyncArguments {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = {
        "A YAML file that says what is synced, one connection or several (docs/sync-file.md).",
        "Options beside it hold for all of its connections."
      })
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets a key of the file, as JSON or text: config.count=10, streams.users.mode=append.")
  private String[] settings = new String[0];

  @Mixin private SourceOptions source;
  @Mixin private TargetOption target;
  @Mixin private StreamOptions streams;
  @Mixin private FieldOptions fields;
  @Mixin private TransformOptions transforms;
  @Mixin private BehaviourOptions behaviour;
  @Mixin private RunnerOptions runner;

  /** The name of the connection if the command line says it; else null. */
  @Nullable String connection() {
    return source.connection();
  }

  /**
   * Returns the settings of each connection that is to run; all are read before any is used.
   *
   * @throws ParameterException if neither a file nor options say what is to be synced
   * @throws AirbyteIoException if something that is written is wrong
   */
  List<SyncSettings> settings() {
    requireSubject();
    List<Setting> set = new ArrayList<>();
    for (String setting : settings) {
      set.add(Setting.parse(setting));
    }
    SyncFile written = file == null ? SyncFile.none(set) : SyncFile.read(file, set);
    List<SyncSettings> all = new ArrayList<>();
    written
        .connections(options(), source.connection())
        .forEach(
            (name, values) -> all.add(new SettingsReader(values, fields, transforms).read(name)));
    if (all.size() > 1 && all.stream().anyMatch(each -> each.interval() != null)) {
      throw new AirbyteIoException(
          Category.USAGE,
          "A sync that is repeated has no end, so no other connection would have its turn.",
          "Run one of them by --connection NAME.");
    }
    return all;
  }

  /** What is missing, told as what the command line's parser finds itself. */
  void requireSubject() {
    if (file != null || (source.isGiven() && target.isGiven())) {
      return;
    }
    String missing =
        !source.isGiven() && !target.isGiven()
            ? "a FILE, or '--source=SOURCE' and '--to=TARGET'"
            : source.isGiven() ? "'--to=TARGET'" : "'--source=SOURCE'";
    throw new ParameterException(spec.commandLine(), "Missing: " + missing);
  }

  /** What the command line says, under the file's keys. */
  private FileValue.Members options() {
    Given given = new Given(new LinkedHashMap<>());
    source.addTo(given);
    target.addTo(given);
    streams.addTo(given);
    behaviour.addTo(given);
    runner.addTo(given);
    given.put("keep_unknown_fields", "--keep-unknown-fields", transforms.keepsUnknownFields());
    return new FileValue.Members(Place.option("The command line"), given.values());
  }

  /** Options that were given, by the keys of a file. */
  record Given(Map<String, FileValue> values) {
    /** Adds one, unless it was not given; the value is not shown in messages. */
    void put(String key, String option, @Nullable Object value) {
      if (value != null) {
        values.put(key, FileValue.of(Place.option(option), JSON.valueToTree(value)));
      }
    }

    /** The same for a value that may be shown. */
    void putShown(String key, String option, @Nullable Object value) {
      put(key, option + " " + value, value);
    }
  }
}
