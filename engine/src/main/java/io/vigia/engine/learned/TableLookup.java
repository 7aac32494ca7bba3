package io.vigia.engine.learned;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.LearnedSpec.Statistic;
import java.util.List;
import java.util.Map;

/**
 * Finds what is known of an event's group: of its cell, else of the group, else of all events. A
 * count of what was never seen is 0. Allocates nothing per look-up.
 */
public final class TableLookup {
  private final Group group;
  private final Cell cell;
  private final LongNumbers cells;
  private final LongNumbers groups;
  private final double all;

  private TableLookup(Group group, Cell cell, LongNumbers cells, LongNumbers groups, double all) {
    this.group = group;
    this.cell = cell;
    this.cells = cells;
    this.groups = groups;
    this.all = all;
  }

  /**
   * A table, ready to be looked at.
   *
   * @param layout of the events' rows
   * @throws IllegalArgumentException when a group of the table cannot be one of these events
   */
  public static TableLookup of(LearnedSpec spec, LearnedTable table, RowLayout layout) {
    Group group = new Group(layout, spec.by());
    int dimensions = spec.grid().map(grid -> grid.of().size()).orElse(0);
    LongNumbers cells = new LongNumbers(table.values().size());
    LongNumbers groups = new LongNumbers(table.values().size());
    double all = spec.statistic() == Statistic.COUNT ? 0 : Double.NaN;
    for (Map.Entry<String, Double> entry : table.values().entrySet()) {
      List<String> parts = GroupText.parts(entry.getKey());
      try {
        if (dimensions > 0 && parts.size() == group.size() + dimensions) {
          long[] indices = new long[dimensions];
          for (int i = 0; i < dimensions; i++) {
            indices[i] = Long.parseLong(parts.get(group.size() + i));
          }
          cells.put(Cell.number(group.number(parts), indices), entry.getValue());
        } else if (group.size() > 0 && parts.size() == group.size()) {
          groups.put(group.number(parts), entry.getValue());
        } else if (parts.isEmpty()) {
          all = entry.getValue();
        } else {
          throw new NumberFormatException(parts.size() + " parts");
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "learned table '"
                + table.name()
                + "': group '"
                + entry.getKey()
                + "' is none of by "
                + spec.by()
                + spec.grid().map(grid -> " and cells of " + grid.of()).orElse(""),
            e);
      }
    }
    return new TableLookup(
        group, spec.grid().map(grid -> new Cell(layout, grid)).orElse(null), cells, groups, all);
  }

  /** What is known of the event's group; NaN where nothing is. */
  public double value(Row event) {
    long number = group.number(event);
    if (cell != null && cell.isKnown(event)) {
      int place = cells.find(cell.number(event, number));
      if (place >= 0) {
        return cells.value(place);
      }
    }
    int place = groups.find(number);
    return place >= 0 ? groups.value(place) : all;
  }
}
