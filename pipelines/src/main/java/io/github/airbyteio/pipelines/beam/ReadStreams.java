package io.github.airbyteio.pipelines.beam;

import io.github.airbyteio.AirbyteIO;
import io.github.airbyteio.ReadResult;
import io.github.airbyteio.connector.Connection;
import io.github.airbyteio.pipelines.OptionValues;
import io.github.airbyteio.pipelines.TargetNotation;
import io.github.airbyteio.protocol.ConfiguredStream;
import io.github.airbyteio.protocol.StreamDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.transforms.SchemaTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionRowTuple;

/** Implements {@code ReadFromAirbyte}. */
final class ReadStreams extends SchemaTransform {
  static final String OUTPUT = "output";

  private final transient ReadFromAirbyteProvider.Configuration configuration;

  ReadStreams(ReadFromAirbyteProvider.Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public PCollectionRowTuple expand(PCollectionRowTuple input) {
    Connection connection =
        ConnectionNotation.builder()
            .setSource(configuration.getSource())
            .setConfig(configuration.getConfig())
            .setStreams(configuration.getStreams())
            .setCatalog(configuration.getCatalog())
            .setConnection(configuration.getConnection())
            .build()
            .resolve();
    Map<String, StreamDescriptor> outputs =
        outputs(
            connection.resolveCatalog().streams().stream()
                .map(ConfiguredStream::descriptor)
                .toList());
    ReadResult read = input.getPipeline().apply("Read", read(connection));
    read.events().apply("FailIfIncomplete", ParDo.of(new FailIfIncomplete()));
    PCollectionRowTuple rows = PCollectionRowTuple.empty(input.getPipeline());
    for (Map.Entry<String, StreamDescriptor> output : outputs.entrySet()) {
      String stream = output.getValue().toString();
      rows = rows.and(output.getKey(), PortableRows.of("Portable " + stream, read.rows(stream)));
    }
    return rows;
  }

  private AirbyteIO.Read read(Connection connection) {
    AirbyteIO.Read read = AirbyteIO.read(connection);
    String processes = configuration.getProcesses();
    if (processes != null) {
      read = read.withProcesses(OptionValues.processes("processes", processes));
    }
    String stateFrom = configuration.getStateFrom();
    return stateFrom == null
        ? read
        : read.withStateFrom(Options.read("state_from", () -> TargetNotation.parse(stateFrom)));
  }

  /**
   * One stream is the output. Several are called by their names, without dots, as Beam YAML takes
   * the text behind the last dot for the output's name; namespaces tell apart what is called alike.
   */
  static Map<String, StreamDescriptor> outputs(List<StreamDescriptor> streams) {
    if (streams.isEmpty()) {
      throw Options.refused("streams", "the connector offers none.", null);
    }
    if (streams.size() == 1) {
      return Map.of(OUTPUT, streams.get(0));
    }
    Map<String, StreamDescriptor> outputs = new LinkedHashMap<>();
    for (StreamDescriptor stream : streams) {
      long namesakes = streams.stream().filter(s -> s.name().equals(stream.name())).count();
      String name = (namesakes == 1 ? stream.name() : stream.toString()).replace('.', '_');
      if (outputs.put(name, stream) != null) {
        throw Options.refused(
            "streams",
            "two of them would be the output '" + name + "'.",
            "Read them by one transform each.");
      }
    }
    return outputs;
  }
}
