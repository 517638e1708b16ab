package io.github.airbyteio.pipelines.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.airbyteio.protocol.AirbyteIoException;
import io.github.airbyteio.protocol.AirbyteIoException.Category;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML 1.2: {@code no} and {@code on} are texts. Objects of other types, keys that come twice
 * and documents that grow by their aliases are refused. Messages never show the content.
 */
final class YamlText {
  private static final int MAX_VALUES = 100_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String file;
  private int values;

  private YamlText(String file) {
    this.file = file;
  }

  /**
   * @param file names the text in messages
   * @throws AirbyteIoException of category CONFIG if it is no YAML that may stand there
   */
  static FileValue read(String text, String file) {
    YamlText reader = new YamlText(file);
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).setUseMarks(true).build())
              .composeString(text);
      return root.map(node -> reader.value(node, null))
          .orElseThrow(() -> new Place(file, true).problem("", "it is empty.", null));
    } catch (MarkedYamlEngineException e) {
      throw reader
          .place(e.getProblemMark())
          .problem(
              "",
              "it is no valid YAML.",
              "Look at the indentation, and put texts with special signs into quotes.");
    } catch (YamlEngineException e) {
      throw new AirbyteIoException(Category.CONFIG, file + ": it is no valid YAML.", null);
    }
  }

  private Place place(Optional<Mark> mark) {
    return new Place(
        file
            + mark.map(m -> ", line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
                .orElse(""),
        true);
  }

  /**
   * @param key the place of the value's key, or null
   */
  private FileValue value(Node node, @Nullable Place key) {
    Place place = key != null ? key : place(node.getStartMark());
    if (node.isRecursive()) {
      throw place.problem("", "an alias stands within what it is an alias of.", null);
    }
    if (++values > MAX_VALUES) {
      throw place.problem("", "there are more than " + MAX_VALUES + " values.", null);
    }
    if (node instanceof MappingNode mapping && mapping.getTag().equals(Tag.MAP)) {
      return members(mapping, place);
    }
    if (node instanceof SequenceNode sequence && sequence.getTag().equals(Tag.SEQ)) {
      List<FileValue> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(value(item, null)));
      return new FileValue.Items(place, items);
    }
    if (node instanceof ScalarNode scalar) {
      return new FileValue.Scalar(place, scalar(scalar, place));
    }
    throw tagged(place);
  }

  private FileValue members(MappingNode mapping, Place place) {
    Map<String, FileValue> members = new LinkedHashMap<>();
    for (NodeTuple member : mapping.getValue()) {
      Place at = place(member.getKeyNode().getStartMark());
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw at.problem("", "a key is a text.", null);
      }
      FileValue before = members.put(key.getValue(), value(member.getValueNode(), at));
      if (before != null) {
        throw at.problem(key.getValue(), "this key was given before.", "Leave one of them out.");
      }
    }
    return new FileValue.Members(place, members);
  }

  private static JsonNode scalar(ScalarNode node, Place place) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return JSON.textNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    try {
      if (tag.equals(Tag.BOOL)) {
        return JSON.booleanNode(Boolean.parseBoolean(text));
      }
      if (tag.equals(Tag.INT)) {
        BigInteger number = new BigInteger(text);
        return number.bitLength() < Integer.SIZE
            ? JSON.numberNode(number.intValue())
            : JSON.numberNode(number);
      }
      if (tag.equals(Tag.FLOAT)) {
        return JSON.numberNode(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      throw place.problem("", "this number has no value in JSON.", "Write a text into quotes.");
    }
    throw tagged(place);
  }

  private static AirbyteIoException tagged(Place place) {
    return place.problem("", "a value has a type of its own.", "Leave out what begins with '!'.");
  }
}
