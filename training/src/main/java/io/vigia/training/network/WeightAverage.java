package io.vigia.training.network;

import java.util.ArrayList;
import java.util.List;

/**
 * An exponential average of the weights while they are trained, corrected for its start as Adam's
 * moments are. It generalizes better than the last step (Polyak and Juditsky, 1992).
 */
final class WeightAverage {
  private final float keep;
  private final List<float[]> sums = new ArrayList<>();
  private double start = 1;

  WeightAverage(float keep) {
    this.keep = keep;
  }

  /** Takes in the weights of another step, always as many and as long. */
  void add(List<float[]> weights) {
    start *= keep;
    for (int a = 0; a < weights.size(); a++) {
      float[] values = weights.get(a);
      if (a == sums.size()) {
        sums.add(new float[values.length]);
      }
      float[] sum = sums.get(a);
      for (int i = 0; i < sum.length; i++) {
        sum[i] = keep * sum[i] + (1 - keep) * values[i];
      }
    }
  }

  /** What was summed so far, in arrays of its own. */
  List<float[]> sums() {
    return sums.stream().map(float[]::clone).toList();
  }

  /** Share of the average that the zeros at its start still have. */
  double start() {
    return start;
  }

  /** Goes on from there. */
  void restore(List<float[]> otherSums, double otherStart) {
    sums.clear();
    otherSums.forEach(sum -> sums.add(sum.clone()));
    start = otherStart;
  }

  boolean isEmpty() {
    return sums.isEmpty();
  }

  /** The average so far, in arrays of its own. */
  List<float[]> weights() {
    return corrected(sums, start);
  }

  /** Sums freed of the zeros that they started from. */
  static List<float[]> corrected(List<float[]> sums, double start) {
    float correction = (float) (1 / (1 - start));
    List<float[]> average = new ArrayList<>();
    for (float[] sum : sums) {
      float[] values = sum.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] *= correction;
      }
      average.add(values);
    }
    return average;
  }
}
