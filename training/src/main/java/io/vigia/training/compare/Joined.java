package io.vigia.training.compare;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.report.LabelledRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events that two tables of features have in common, in the order of the first one.
 *
 * @param ids the events
 * @param a their rows in the features of the first
 * @param b their rows in the features of the second, with the same labels
 */
record Joined(List<String> ids, LabelledRows a, LabelledRows b) {

  /**
   * Joins two tables by the ids of their events. Of events with the same id, the first one counts.
   *
   * @throws IllegalStateException when they have none in common
   */
  static Joined of(FeatureTable a, FeatureTable b) {
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < b.rows(); row++) {
      rows.putIfAbsent(b.eventIds()[row], row);
    }
    List<String> ids = new ArrayList<>();
    List<int[]> pairs = new ArrayList<>();
    for (int row = 0; row < a.rows(); row++) {
      Integer other = rows.remove(a.eventIds()[row]);
      if (other != null) {
        ids.add(a.eventIds()[row]);
        pairs.add(new int[] {row, other});
      }
    }
    if (ids.isEmpty()) {
      throw new IllegalStateException(
          "no event is seen by both detectors: "
              + a.rows()
              + " by the first, "
              + b.rows()
              + " by the second; check --from and --to, and whether both identify events by the"
              + " same field");
    }
    double[] labels = new double[ids.size()];
    for (int i = 0; i < labels.length; i++) {
      double label = a.labels()[pairs.get(i)[0]];
      labels[i] = Double.isNaN(label) ? b.labels()[pairs.get(i)[1]] : label;
    }
    return new Joined(ids, rows(a, pairs, 0, labels), rows(b, pairs, 1, labels));
  }

  private static LabelledRows rows(
      FeatureTable table, List<int[]> pairs, int side, double[] labels) {
    int width = table.width();
    double[] values = new double[Math.multiplyExact(labels.length, width)];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(table.values(), pairs.get(i)[side] * width, values, i * width, width);
    }
    return new LabelledRows(table.names(), values, labels);
  }
}
