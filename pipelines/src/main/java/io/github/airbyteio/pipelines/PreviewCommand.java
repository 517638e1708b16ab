package io.github.airbyteio.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.airbyteio.connector.ConnectorProcess;
import io.github.airbyteio.connector.ConnectorRuntime;
import io.github.airbyteio.connector.ExitCodes;
import io.github.airbyteio.connector.StreamSelection;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import io.github.airbyteio.protocol.AirbyteMessage;
import io.github.airbyteio.protocol.ConfiguredCatalog;
import io.github.airbyteio.protocol.LineReader;
import io.github.airbyteio.protocol.MessageParser;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the first records of a stream. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description = "Shows the first records of a stream. Nothing is stored.",
    footer = {
      "",
      "Examples:",
      "  airbyteio preview users --source source-faker --config '{\"count\": 10}'",
      "  airbyteio preview users -n 3 --format ndjson --source source-faker"
    })
final class PreviewCommand implements Callable<Integer> {
  private static final int MAX_LINE_BYTES = 256 << 20;
  private static final int MAX_COLUMNS = 8;
  private static final String TABLE = "table";

  @Mixin private SourceOptions source;
  @Mixin private TransformOptions transforms;

  @Parameters(paramLabel = "STREAM", description = "The stream: its name, or namespace.name.")
  private String stream;

  @Option(
      names = {"-n", "--records"},
      defaultValue = "10",
      paramLabel = "N",
      description = "How many records. Default: 10.")
  private int records;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json|ndjson",
      description = {
        "A table with the first columns, the default; CSV; a JSON array; or a line of JSON a",
        "record. A field that a record lacks is null in a table and in CSV."
      })
  private String format;

  @Option(names = "--json", description = "The same as --format ndjson.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (records < 1) {
      throw new AirbyteIoException(
          Category.USAGE, "--records " + records + ": must be 1 or more.", null);
    }
    if (json && format != null) {
      throw new AirbyteIoException(Category.USAGE, "--json is --format ndjson: give one.", null);
    }
    String wanted = json ? "ndjson" : format == null ? TABLE : format;
    PrintStream out = System.out;
    RowPrinter printer = RowPrinter.of(wanted, out, 0);
    ConnectorRuntime runtime = source.runtime(source.connector());
    ObjectNode config = source.config();
    ConfigValidator.validate(runtime.spec(), config);
    ConfiguredCatalog catalog = StreamSelection.of(stream).configure(runtime.discover(config));
    PreviewRecords data = new PreviewRecords(transforms.transforms(), catalog);
    List<JsonNode> found = new ArrayList<>();
    try (ConnectorProcess process = runtime.read(config, catalog, Map.of(), null)) {
      String error = read(process, data, found);
      if (found.size() < records) {
        int code = process.waitFor(Duration.ofSeconds(30));
        if (code != 0) {
          String said =
              error == null
                  ? process.stderrTail().strip()
                  : runtime.spec().mask(config).mask(error);
          throw new AirbyteIoException(
              Category.SOURCE, "The connector " + ExitCodes.describe(code) + ": " + said, null);
        }
      }
    }
    print(found, printer, wanted.equals(TABLE));
    out.flush();
    return 0;
  }

  /**
   * Reads until there are enough records; returns the first error that the connector told, or null.
   */
  private String read(ConnectorProcess process, PreviewRecords data, List<JsonNode> found)
      throws IOException {
    String error = null;
    LineReader lines = new LineReader(process.stdout(), MAX_LINE_BYTES);
    while (found.size() < records && lines.next()) {
      for (AirbyteMessage message :
          MessageParser.parse(lines.buffer(), lines.start(), lines.end())) {
        if (message instanceof AirbyteMessage.Record record && found.size() < records) {
          JsonNode shown = data.data(record);
          if (shown != null) {
            found.add(shown);
          }
        } else if (message instanceof AirbyteMessage.TraceError trace && error == null) {
          error = trace.message();
        }
      }
    }
    return error;
  }

  private static void print(List<JsonNode> found, RowPrinter printer, boolean table) {
    RecordRows rows = new RecordRows(found);
    // Wider tables are read by nobody; the other formats are for programs.
    String unused = printer.print(table ? rows.withFirstColumns(MAX_COLUMNS) : rows);
    int more = rows.columns().size() - MAX_COLUMNS;
    if (table && more > 0) {
      System.err.println("… and " + more + " more columns; --format ndjson shows all.");
    }
    System.err.println(
        found.size() + (found.size() == 1 ? " record" : " records") + "; nothing was stored.");
  }
}
