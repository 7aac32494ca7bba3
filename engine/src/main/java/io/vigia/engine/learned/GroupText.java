package io.vigia.engine.learned;

import io.vigia.engine.row.Keys;
import java.util.ArrayList;
import java.util.List;

/**
 * How a group is written in {@code reference.avro}: its parts joined by {@link Keys#SEPARATOR},
 * first what it is grouped by, then the numbers of its cell; {@link #ALL} for the group of all
 * events. Separators, stars and backslashes within a part have a backslash before them.
 */
public final class GroupText {
  /** All events. */
  public static final String ALL = "*";

  private static final char ESCAPE = '\\';

  private GroupText() {}

  /** The text of a group. */
  public static String of(List<String> parts) {
    if (parts.isEmpty()) {
      return ALL;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        text.append(Keys.SEPARATOR);
      }
      append(parts.get(i), text);
    }
    return text.toString();
  }

  private static void append(String part, StringBuilder text) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == Keys.SEPARATOR || c == ESCAPE || c == ALL.charAt(0)) {
        text.append(ESCAPE);
      }
      text.append(c);
    }
  }

  /** The parts of a group. */
  public static List<String> parts(String text) {
    if (text.equals(ALL)) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ESCAPE && i + 1 < text.length()) {
        part.append(text.charAt(++i));
      } else if (c == Keys.SEPARATOR) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
