package io.github.airbyteio.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of a page, as it stands in a block of code: a line of an {@code sh} block, or in a
 * {@code console} block a line behind {@code $}, with the lines that the page says it prints.
 *
 * @param line where it begins in the page, from 1
 * @param text with its continuations, without the comment behind it
 * @param exitCode what the comment {@code # exit code N} says, else 0
 * @param shown may be only some of the lines; {@code …} stands for anything
 */
record PageCommand(int line, String text, int exitCode, List<String> shown) {
  private static final Pattern BLOCK = Pattern.compile("```(sh|console)");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#\\s(.*)$");
  private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)");
  private static final String PROMPT = "$ ";

  static List<PageCommand> of(Path page) throws IOException {
    List<PageCommand> commands = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    String block = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        Matcher begin = BLOCK.matcher(line);
        block = block.isEmpty() && begin.matches() ? begin.group(1) : "";
      } else if (block.equals("sh") || block.equals("console") && line.startsWith(PROMPT)) {
        int first = i;
        StringBuilder text =
            new StringBuilder(block.equals("sh") ? line : line.substring(PROMPT.length()));
        while (text.toString().endsWith("\\")) {
          text.setLength(text.length() - 1);
          text.append(lines.get(++i).strip());
        }
        add(commands, first + 1, text.toString());
      } else if (block.equals("console")) {
        commands.get(commands.size() - 1).shown().add(line);
      }
    }
    return commands;
  }

  private static void add(List<PageCommand> commands, int line, String text) {
    Matcher comment = COMMENT.matcher(text);
    boolean commented = comment.find();
    String command = (commented ? text.substring(0, comment.start()) : text).strip();
    Matcher code = EXIT_CODE.matcher(commented ? comment.group(1) : "");
    if (!command.isEmpty()) {
      int exitCode = code.find() ? Integer.parseInt(code.group(1)) : 0;
      commands.add(new PageCommand(line, command, exitCode, new ArrayList<>()));
    }
  }

  PageCommand withText(String other) {
    return new PageCommand(line, other, exitCode, shown);
  }

  /** Its words, as a shell takes them apart that replaces nothing. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (char c : text.toCharArray()) {
      if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        begun = false;
        word.setLength(0);
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        begun = true;
      } else if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("Line " + line + " ends within quotes: " + text);
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * Whether a line was printed that is like the shown one: with other numbers, ids of runs and
   * widths of columns.
   */
  static boolean isLike(String shown, String printed) {
    StringBuilder like = new StringBuilder();
    Matcher part =
        Pattern.compile("(…)|(\\d{8}T\\d{6}Z-[0-9a-f]+)|(\\d+(?:\\.\\d+)*)|(\\s+)|([^…\\d\\s]+)")
            .matcher(shown.stripTrailing());
    while (part.find()) {
      if (part.group(1) != null) {
        like.append(".*");
      } else if (part.group(2) != null) {
        like.append("\\d{8}T\\d{6}Z-[0-9a-f]+");
      } else if (part.group(3) != null) {
        like.append("[\\d.]+");
      } else {
        like.append(part.group(4) != null ? "\\s+" : Pattern.quote(part.group(5)));
      }
    }
    return Pattern.matches(like.toString(), printed.stripTrailing());
  }
}
