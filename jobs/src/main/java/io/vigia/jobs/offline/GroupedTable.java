package io.vigia.jobs.offline;

import java.util.List;
import java.util.Map;

/**
 * Numbers of events and the groups that the events belong to, in the order of the files.
 *
 * @param columns fields or features: the columns
 * @param values the numbers row by row, {@code values[row * columns.size() + column]}; NaN =
 *     missing
 * @param ways how many ways to group the events there are
 * @param groups numbers of the groups row by row, {@code groups[row * ways + way]}
 * @param parts of each way, the parts of a group by its number; a group that lacks one is not there
 */
@SuppressWarnings("ArrayRecordComponent") // A table of millions of rows, never compared.
public record GroupedTable(
    List<String> columns,
    double[] values,
    int ways,
    long[] groups,
    List<Map<Long, List<String>>> parts) {

  /** Number of events. */
  public int rows() {
    return values.length / columns.size();
  }

  /** A number of an event. */
  public double value(int row, int column) {
    return values[row * columns.size() + column];
  }

  /** Number of the group of an event. */
  public long group(int row, int way) {
    return groups[row * ways + way];
  }
}
