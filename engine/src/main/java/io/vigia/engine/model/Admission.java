package io.vigia.engine.model;

import java.util.List;

/**
 * What {@link AdmissionGate} measured and decided.
 *
 * @param int8 whether int8 is admitted
 * @param reason why, in words with the figures
 * @param measure what quality is measured by: {@code average_precision}, or {@code rank_agreement}
 *     where the sample has no labels of both kinds, or {@code none} where nothing was measured
 * @param fp32Quality the measure of fp32; of rank agreement, 1
 * @param int8Quality the measure of int8; of rank agreement, that with fp32
 * @param timings what a row took, a timing a batch size
 */
public record Admission(
    boolean int8,
    String reason,
    String measure,
    double fp32Quality,
    double int8Quality,
    List<Timing> timings) {

  public Admission {
    timings = List.copyOf(timings);
  }

  /** int8 is out of the question, so that nothing was measured. */
  static Admission refused(String why) {
    return new Admission(false, "fp32: " + why, "none", Double.NaN, Double.NaN, List.of());
  }

  /**
   * Time of int8 as a multiple of that of fp32: the middle one of the batch sizes, the larger of
   * two; NaN where nothing was measured.
   */
  public double timeRatio() {
    return middleRatio(timings);
  }

  static double middleRatio(List<Timing> timings) {
    double[] ratios = timings.stream().mapToDouble(Timing::ratio).sorted().toArray();
    return ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2];
  }

  /**
   * What a row took.
   *
   * @param batch rows in a batch
   * @param fp32Micros microseconds a row of fp32
   * @param int8Micros microseconds a row of int8
   */
  public record Timing(int batch, double fp32Micros, double int8Micros) {
    /** Time of int8 as a multiple of that of fp32. */
    public double ratio() {
      return int8Micros / fp32Micros;
    }
  }
}
