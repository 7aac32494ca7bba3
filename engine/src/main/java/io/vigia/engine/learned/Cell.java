package io.vigia.engine.learned;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.LearnedSpec.Grid;

/** Which cell of a grid an event lies in. */
final class Cell {
  private final int[] slots;
  private final double size;

  Cell(RowLayout layout, Grid grid) {
    slots = grid.of().stream().mapToInt(layout::slot).toArray();
    size = grid.cell();
  }

  /** Whether all coordinates are known. */
  boolean isKnown(Row event) {
    for (int slot : slots) {
      if (Double.isNaN(event.values[slot])) {
        return false;
      }
    }
    return true;
  }

  /** The number of the cell of a group. */
  long number(Row event, long group) {
    long number = group;
    for (int slot : slots) {
      number = Group.with(number, index(event.values[slot], size));
    }
    return number;
  }

  /** The number of the cell of these indices. */
  static long number(long group, long[] indices) {
    long number = group;
    for (long index : indices) {
      number = Group.with(number, index);
    }
    return number;
  }

  /** The index of a coordinate. */
  static long index(double coordinate, double size) {
    return (long) Math.floor(coordinate / size);
  }
}
