package io.vigia.jobs.autoscale;

import java.time.Duration;
import java.util.Locale;

/**
 * When and how far an {@link Autoscaler} changes a job. Checked by the names that the options have
 * on the command line.
 *
 * @param targetUtilization fraction of the time in which a subtask is to work, .05 to 1
 * @param band how far from the target a utilization may be before anything changes, 0 to .5
 * @param catchUp time within which records that wait on the topics are to be worked off
 * @param stabilization after a change, time in which nothing is changed again
 * @param scaleDownDelay how long less must have sufficed before subtasks are taken away
 * @param maxStep factor by which the parallelism of a vertex changes at most at once, above 1
 * @param minParallelism least parallelism of a vertex
 * @param maxParallelism greatest parallelism of a vertex
 */
public record ScalingOptions(
    double targetUtilization,
    double band,
    Duration catchUp,
    Duration stabilization,
    Duration scaleDownDelay,
    double maxStep,
    int minParallelism,
    int maxParallelism) {

  /** Checks the numbers. */
  public ScalingOptions {
    within("target-utilization", targetUtilization, .05, 1);
    within("band", band, 0, .5);
    if (targetUtilization - band <= 0) {
      throw new IllegalArgumentException(
          "--band is "
              + band
              + "; expected less than --target-utilization, which is "
              + targetUtilization);
    }
    if (catchUp.isZero() || catchUp.isNegative()) {
      throw new IllegalArgumentException(
          "--catch-up is 0; expected the time within which a lag is worked off, such as 2m");
    }
    if (!(maxStep > 1)) {
      throw new IllegalArgumentException(
          "--max-step is " + maxStep + "; expected a factor above 1, such as 4");
    }
    if (minParallelism < 1) {
      throw new IllegalArgumentException(
          "--min-parallelism is " + minParallelism + "; expected 1 at least");
    }
    if (maxParallelism < minParallelism) {
      throw new IllegalArgumentException(
          "--max-parallelism is "
              + maxParallelism
              + "; expected --min-parallelism, which is "
              + minParallelism
              + ", at least");
    }
  }

  private static void within(String option, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--%s is %s; expected a fraction, %s to %s", option, value, from, to));
    }
  }

  /** From which utilization on subtasks are added. */
  double high() {
    return targetUtilization + band;
  }

  /** Below which utilization subtasks are taken away. */
  double low() {
    return targetUtilization - band;
  }
}
