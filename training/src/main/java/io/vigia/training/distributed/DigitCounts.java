package io.vigia.training.distributed;

import io.vigia.jobs.offline.FeatureTable;

/**
 * Asks how often each value of the next eight bits occurs among the numbers that begin with known
 * bits: a round of {@link Ranks}.
 *
 * @param column which numbers
 * @param shift place of the eight bits, 56 first and 0 last
 * @param prefixes the known bits before them, a number for each column; 0 behind
 */
@SuppressWarnings("ArrayRecordComponent") // Sent and read, never compared.
record DigitCounts(Column column, int shift, long[] prefixes) implements Question<long[][]> {
  /** Number of values of eight bits. */
  static final int DIGITS = 256;

  /** The numbers that are ranked. */
  enum Column {
    /** The times of all rows, one column. */
    TIMES,
    /** The features of the rows to learn from, a column each, missing ones left out. */
    FEATURES
  }

  @Override
  public long[][] ask(Worker worker) {
    FeatureTable table = worker.table();
    long[][] counts = new long[prefixes.length][DIGITS];
    if (column == Column.TIMES) {
      for (long time : table.times()) {
        count(SortableBits.of(time), prefixes[0], counts[0]);
      }
      return counts;
    }
    for (int row : worker.fit()) {
      for (int i = 0; i < prefixes.length; i++) {
        double value = table.value(row, i);
        if (!Double.isNaN(value)) {
          count(SortableBits.of(value), prefixes[i], counts[i]);
        }
      }
    }
    return counts;
  }

  private void count(long bits, long prefix, long[] counts) {
    // A shift by 64 would be one by 0.
    if (shift == 56 || (bits ^ prefix) >>> (shift + 8) == 0) {
      counts[(int) (bits >>> shift) & (DIGITS - 1)]++;
    }
  }
}
