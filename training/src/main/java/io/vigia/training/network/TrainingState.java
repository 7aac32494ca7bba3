package io.vigia.training.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a network in training, and the exponential average of them so far: what workers
 * that train on parts of the rows average, so that they go on as one (local SGD: McDonald, Hall and
 * Mann, "Distributed Training Strategies for the Structured Perceptron", 2010; Stich, "Local SGD
 * Converges Fast and Communicates Little", 2019).
 *
 * @param weights the numbers, in the order of {@link Network#weights}
 * @param sums the exponential average of each, not yet corrected for its start; none before the
 *     first step
 * @param start share of the average that its start still has, 1 before the first step
 */
public record TrainingState(List<float[]> weights, List<float[]> sums, double start)
    implements Serializable {
  public TrainingState {
    weights = List.copyOf(weights);
    sums = List.copyOf(sums);
  }

  /**
   * The average of states of one form.
   *
   * @param states of the workers, in a fixed order
   * @param rows how much each counts
   */
  public static TrainingState mean(List<TrainingState> states, long[] rows) {
    double start = 0;
    double total = 0;
    for (int i = 0; i < rows.length; i++) {
      start += rows[i] * states.get(i).start();
      total += rows[i];
    }
    return new TrainingState(
        mean(states.stream().map(TrainingState::weights).toList(), rows, total),
        mean(states.stream().map(TrainingState::sums).toList(), rows, total),
        start / total);
  }

  private static List<float[]> mean(List<List<float[]>> of, long[] rows, double total) {
    List<float[]> means = new ArrayList<>();
    for (int a = 0; a < of.get(0).size(); a++) {
      float[] mean = new float[of.get(0).get(a).length];
      for (int i = 0; i < mean.length; i++) {
        double sum = 0;
        for (int worker = 0; worker < rows.length; worker++) {
          sum += (double) of.get(worker).get(a)[i] * rows[worker];
        }
        mean[i] = (float) (sum / total);
      }
      means.add(mean);
    }
    return means;
  }

  /**
   * A network with the average of the numbers; before the first step, with the numbers themselves.
   *
   * @param form a network of the same form
   */
  public Network averaged(Network form) {
    return form.with(sums.isEmpty() ? weights : WeightAverage.corrected(sums, start));
  }
}
