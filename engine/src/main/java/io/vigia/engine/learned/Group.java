package io.vigia.engine.learned;

import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Which group an event belongs to, by some of its keys and fields. A group has a number, which
 * costs no objects, and a text. Two of a million different groups share a number with a probability
 * of 3e-8.
 */
public final class Group {
  private static final long SEED = 0x9E3779B97F4A7C15L;
  private static final long FACTOR = 0xD6E8FEB86659FD93L;

  private final RowLayout layout;
  private final int[] keys;
  private final int[] slots;
  private final int[] texts;

  /**
   * A way to group events.
   *
   * @param layout of their rows
   * @param by names of keys, or of fields where there is no key of that name
   */
  public Group(RowLayout layout, List<String> by) {
    this.layout = layout;
    keys = by.stream().mapToInt(layout::keyIndex).toArray();
    slots = by.stream().mapToInt(layout::fieldSlot).toArray();
    texts = by.stream().mapToInt(layout.textFields()::indexOf).toArray();
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] < 0 && slots[i] < 0) {
        throw new IllegalArgumentException("'" + by.get(i) + "' is neither a key nor a field");
      }
    }
  }

  /** How many keys and fields make the group. */
  public int size() {
    return keys.length;
  }

  /** The number of an event's group. Allocates nothing. */
  public long number(Row event) {
    long number = SEED;
    for (int i = 0; i < keys.length; i++) {
      number = with(number, keys[i] >= 0 ? event.keys[keys[i]] : bits(event.values[slots[i]]));
    }
    return number;
  }

  /** The parts of an event's group; {@code null} where one is missing, so that it has none. */
  public List<String> parts(Row event) {
    List<String> parts = new ArrayList<>(keys.length);
    for (int i = 0; i < keys.length; i++) {
      String part = part(event, i);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return parts;
  }

  private String part(Row event, int i) {
    if (keys[i] >= 0) {
      return Keys.text(event.keys[keys[i]], event.keyTexts[keys[i]]);
    }
    if (texts[i] >= 0) {
      return event.texts[texts[i]];
    }
    double value = event.values[slots[i]];
    if (Double.isNaN(value)) {
      return null;
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /**
   * The number of the group of these parts: that which its events have.
   *
   * @throws NumberFormatException when a part is no number where the events have one
   */
  public long number(List<String> parts) {
    long number = SEED;
    for (int i = 0; i < keys.length; i++) {
      String part = parts.get(i);
      long bits;
      if (keys[i] >= 0) {
        bits = layout.keyNumber(keys[i], part);
      } else if (texts[i] >= 0) {
        bits = bits(Keys.textNumber(part));
      } else {
        bits = bits(Double.parseDouble(part));
      }
      number = with(number, bits);
    }
    return number;
  }

  /** The number of a cell, or of whatever else is one part more than a group. */
  static long with(long number, long part) {
    long mixed = (number ^ part) * FACTOR;
    mixed ^= mixed >>> 32;
    mixed *= FACTOR;
    return mixed ^ mixed >>> 29;
  }

  /** Minus zero is zero. */
  private static long bits(double value) {
    return Double.doubleToLongBits(value + 0.0);
  }
}
