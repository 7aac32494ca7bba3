package io.vigia.benchmarks.sensors;

/**
 * A way to tell what is strange, with all its settings but the limit.
 *
 * @param setting in words
 * @param set index of the inputs that it sees
 * @param variance share of the variance that its components keep; NaN where it has none
 * @param ratios by file and row: how strange, as a multiple of the largest value among the rows
 *     that were learned from
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record Candidate(String setting, int set, double variance, double[][] ratios) {

  /** Ratios of a measure. */
  static double[] ratios(double[] measure) {
    double largest = 0;
    for (int i = 0; i < SkabFile.LEARNED; i++) {
      largest = Math.max(largest, measure[i]);
    }
    double[] ratios = new double[measure.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = measure[i] / largest;
    }
    return ratios;
  }

  /** Alarms above a limit, on the rows of a file that were not learned from. */
  Tally tally(SkabFile file, int index, double limit) {
    Tally tally = Tally.NONE;
    for (int i = SkabFile.LEARNED; i < file.rows(); i++) {
      tally = tally.plus(ratios[index][i] > limit, file.anomaly()[i]);
    }
    return tally;
  }
}
