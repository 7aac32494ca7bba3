package io.vigia.benchmarks.nab;

import java.util.List;

/**
 * One file of the benchmark: a value and a time in each row.
 *
 * @param folder name of its folder
 * @param name of the file, such as {@code art_flatline.csv}
 * @param timestamps as they stand in the file
 * @param texts of the values, as they stand in the file
 * @param micros the times, microseconds since 1970, in the order of the file
 * @param values NaN where there is none
 * @param windows the anomalies
 * @param isLabelled whether it is known where its anomalies are
 */
@SuppressWarnings("ArrayRecordComponent") // Read, never compared.
record NabFile(
    String folder,
    String name,
    List<String> timestamps,
    List<String> texts,
    long[] micros,
    double[] values,
    List<Span> windows,
    boolean isLabelled) {

  /**
   * Rows in which an anomaly is to be found.
   *
   * @param first row
   * @param last row, inclusive
   */
  record Span(int first, int last) {}

  /** Folder and name, as labels have it. */
  String path() {
    return folder + "/" + name;
  }

  int rows() {
    return micros.length;
  }
}
