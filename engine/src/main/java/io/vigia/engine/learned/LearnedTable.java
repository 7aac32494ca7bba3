package io.vigia.engine.learned;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What training found for the groups of a table.
 *
 * @param name its name
 * @param values the number of each group, by its text: {@link GroupText}
 */
public record LearnedTable(String name, SortedMap<String, Double> values) implements Serializable {
  public LearnedTable {
    values = new TreeMap<>(values);
  }
}
