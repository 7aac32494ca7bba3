package io.vigia.app.simulate.card;

import java.util.Arrays;

/**
 * Finds the terminals around a place: cells at least as wide as the radius, nine to look through.
 */
final class TerminalGrid {
  private static final int MOST_CELLS = 512;

  private final double[] x;
  private final double[] y;
  private final double radius;
  private final int cells;
  // Terminals by cell; those of a cell begin at starts[cell].
  private final int[] byCell;
  private final int[] starts;

  TerminalGrid(double[] x, double[] y, double radius) {
    this.x = x;
    this.y = y;
    this.radius = radius;
    cells = (int) Math.max(1, Math.min(MOST_CELLS, CardParameters.SIDE / Math.max(radius, 1e-9)));
    starts = new int[cells * cells + 1];
    for (int i = 0; i < x.length; i++) {
      starts[cell(i) + 1]++;
    }
    for (int cell = 0; cell < cells * cells; cell++) {
      starts[cell + 1] += starts[cell];
    }
    byCell = new int[x.length];
    int[] next = Arrays.copyOf(starts, cells * cells);
    for (int i = 0; i < x.length; i++) {
      byCell[next[cell(i)]++] = i;
    }
  }

  private int cell(int terminal) {
    return cell(x[terminal]) * cells + cell(y[terminal]);
  }

  private int cell(double coordinate) {
    return Math.min(cells - 1, (int) (coordinate / CardParameters.SIDE * cells));
  }

  /** The terminals within the radius of a place, in ascending order. */
  int[] around(double px, double py) {
    int[] found = new int[16];
    int count = 0;
    for (int i = Math.max(0, cell(px) - 1); i <= Math.min(cells - 1, cell(px) + 1); i++) {
      for (int j = Math.max(0, cell(py) - 1); j <= Math.min(cells - 1, cell(py) + 1); j++) {
        int cell = i * cells + j;
        for (int at = starts[cell]; at < starts[cell + 1]; at++) {
          double dx = x[byCell[at]] - px;
          double dy = y[byCell[at]] - py;
          if (dx * dx + dy * dy < radius * radius) {
            found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
            found[count++] = byCell[at];
          }
        }
      }
    }
    int[] result = Arrays.copyOf(found, count);
    Arrays.sort(result);
    return result;
  }
}
