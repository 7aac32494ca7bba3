package io.vigia.training.outlier;

import io.vigia.training.data.UnsuitableDataException;
import java.util.Arrays;

/**
 * Makes scores of reconstruction errors e: 1 / (1 + exp(−(slope · ln(e + {@value #FLOOR}) +
 * shift))). Errors of usual events are spread over orders of magnitude, which the logarithm evens
 * out. Slope and shift are such that the median of the errors that were learned from scores {@value
 * #USUAL} and their {@value #SHARE} quantile {@value #STRANGE}: the score rises with the error and
 * nothing else, and is no probability, since nothing is known of what is not usual.
 *
 * @param slope above 0
 * @param shift any number
 */
public record ErrorScale(double slope, double shift) {
  /** Added to errors: the logarithm of 0 is none. */
  public static final double FLOOR = 1e-6;

  private static final double USUAL = 0.1;
  private static final double STRANGE = 0.9;
  private static final double SHARE = 0.999;
  private static final double SMALLEST = 1e-5;

  /**
   * The scale for errors.
   *
   * @param errors of the events that were learned from
   * @throws UnsuitableDataException when nothing is left over, so that all events look alike
   */
  public static ErrorScale fit(double[] errors) {
    double[] sorted = sorted(errors);
    return through(sorted, sorted[Math.min(sorted.length - 1, (int) (SHARE * sorted.length))]);
  }

  /**
   * The scale where a given error scores {@value #STRANGE} instead of the {@value #SHARE} quantile,
   * so that what alerts is told apart however far it is from what is usual.
   *
   * @param errors of the events that were learned from
   * @param limit the error
   * @throws UnsuitableDataException when nothing is left over, so that all events look alike
   */
  public static ErrorScale fit(double[] errors, double limit) {
    return through(sorted(errors), limit);
  }

  private static double[] sorted(double[] errors) {
    double[] sorted = errors.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static ErrorScale through(double[] sorted, double high) {
    double median = sorted[sorted.length / 2];
    if (!(high > SMALLEST)) {
      throw new UnsuitableDataException(
          "the events come back from their components with an error of "
              + high
              + " at the most, which tells nothing apart: keep fewer components, such as pca:"
              + " {variance: 0.9}, or add inputs that depend on each other");
    }
    double usual = Math.log(median + FLOOR);
    double strange = Math.max(Math.log(high + FLOOR), usual + SMALLEST);
    double slope = (logit(STRANGE) - logit(USUAL)) / (strange - usual);
    return new ErrorScale(slope, logit(USUAL) - slope * usual);
  }

  private static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }

  /** The score of an error, from 0 to 1. */
  public double score(double error) {
    return 1 / (1 + Math.exp(-(slope * Math.log(error + FLOOR) + shift)));
  }
}
