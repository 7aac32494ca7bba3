package io.vigia.training.report;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How much a model relies on an input: the drop of average precision when the input's values are
 * shuffled among the rows (L. Breiman, "Random Forests", 2001; for any model A. Fisher, C. Rudin
 * and F. Dominici, 2019). Inputs that tell the same share their importance: without one, the other
 * remains.
 *
 * @param feature name of the input
 * @param drop mean drop over the shuffles; below 0 where shuffling helped by chance
 * @param deviation standard deviation of the drops, with one degree of freedom less than shuffles
 */
public record PermutationImportance(String feature, double drop, double deviation) {
  /** Shuffles of each input. */
  public static final int SHUFFLES = 5;

  // Rows × inputs × shuffles that are scored at most: some tens of seconds.
  private static final long MOST_SCORES = 20_000_000;
  private static final int FEWEST_ROWS = 2_000;

  /**
   * Measures every input.
   *
   * @param scorer the model
   * @param rows with labels of both kinds; where they are many, a part of them drawn at random
   * @param seed the same seed shuffles alike
   * @return the inputs, the most important first; none when the rows lack one kind of labels
   */
  public static List<PermutationImportance> of(Scorer scorer, LabelledRows rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = shuffled(rows.rows(), random);
    long most = Math.max(FEWEST_ROWS, MOST_SCORES / SHUFFLES / rows.width());
    int[] chosen = IntStream.of(order).limit(Math.min(rows.rows(), most)).sorted().toArray();
    Shuffled shuffled = new Shuffled(scorer, rows, chosen);
    int[] same = IntStream.range(0, chosen.length).toArray();
    Metrics intact = shuffled.measure(0, same);
    if (!intact.hasBothClasses()) {
      return List.of();
    }
    List<PermutationImportance> all = new ArrayList<>();
    for (int feature = 0; feature < rows.width(); feature++) {
      double[] drops = new double[SHUFFLES];
      for (int i = 0; i < SHUFFLES; i++) {
        drops[i] =
            intact.averagePrecision()
                - shuffled.measure(feature, shuffled(chosen.length, random)).averagePrecision();
      }
      all.add(of(rows.featureNames().get(feature), drops));
    }
    all.sort(Comparator.comparingDouble(PermutationImportance::drop).reversed());
    return all;
  }

  private static PermutationImportance of(String feature, double[] drops) {
    double mean = 0;
    for (double drop : drops) {
      mean += drop / drops.length;
    }
    double squares = 0;
    for (double drop : drops) {
      squares += (drop - mean) * (drop - mean);
    }
    return new PermutationImportance(feature, mean, Math.sqrt(squares / (drops.length - 1)));
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /** Scores rows with one input taken from other rows. */
  private record Shuffled(Scorer scorer, LabelledRows rows, int[] chosen) {

    Metrics measure(int feature, int[] order) {
      int width = rows.width();
      double[] row = new double[width];
      double[] scores = new double[chosen.length];
      double[] labels = new double[chosen.length];
      for (int from = 0; from < scores.length; from += scorer.capacity()) {
        int count = Math.min(scorer.capacity(), scores.length - from);
        for (int i = 0; i < count; i++) {
          System.arraycopy(rows.values(), chosen[from + i] * width, row, 0, width);
          row[feature] = rows.values()[chosen[order[from + i]] * width + feature];
          scorer.put(i, row, 0);
          labels[from + i] = rows.labels()[chosen[from + i]];
        }
        scorer.run(count);
        for (int i = 0; i < count; i++) {
          scores[from + i] = scorer.score(i);
        }
      }
      return Metrics.of(scores, labels);
    }
  }
}
