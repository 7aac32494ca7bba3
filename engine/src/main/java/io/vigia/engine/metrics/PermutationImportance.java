package io.vigia.engine.metrics;

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
   * @param names names of its inputs
   * @param values the inputs of rows one after the other, NaN = missing; where there are many rows,
   *     a part of them is drawn at random
   * @param labels the truth of each row, 1 = positive, 0 = negative, NaN = not known
   * @param seed the same seed shuffles alike
   * @return the inputs, the most important first; none when the rows lack one kind of labels
   */
  public static List<PermutationImportance> of(
      Scorer scorer, List<String> names, double[] values, double[] labels, long seed) {
    int width = names.size();
    if (scorer.width() != width || values.length != labels.length * width) {
      throw new IllegalArgumentException(
          values.length
              + " values of "
              + labels.length
              + " rows of "
              + width
              + " inputs, and a model of "
              + scorer.width()
              + " inputs; expected them to fit");
    }
    SplittableRandom random = new SplittableRandom(seed);
    long most = Math.max(FEWEST_ROWS, MOST_SCORES / SHUFFLES / width);
    int[] chosen = IntStream.of(shuffled(labels.length, random)).limit(most).sorted().toArray();
    Shuffled rows = new Shuffled(scorer, values, labels, chosen);
    Metrics intact = rows.measure(0, IntStream.range(0, chosen.length).toArray());
    if (!intact.hasBothClasses()) {
      return List.of();
    }
    List<PermutationImportance> all = new ArrayList<>();
    for (int input = 0; input < width; input++) {
      double[] drops = new double[SHUFFLES];
      for (int i = 0; i < SHUFFLES; i++) {
        drops[i] =
            intact.averagePrecision()
                - rows.measure(input, shuffled(chosen.length, random)).averagePrecision();
      }
      all.add(of(names.get(input), drops));
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
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  private record Shuffled(Scorer scorer, double[] values, double[] labels, int[] chosen) {

    Metrics measure(int input, int[] order) {
      int width = scorer.width();
      double[] row = new double[width];
      double[] scores = new double[chosen.length];
      double[] truth = new double[chosen.length];
      for (int from = 0; from < scores.length; from += scorer.capacity()) {
        int count = Math.min(scorer.capacity(), scores.length - from);
        for (int i = 0; i < count; i++) {
          System.arraycopy(values, chosen[from + i] * width, row, 0, width);
          row[input] = values[chosen[order[from + i]] * width + input];
          scorer.put(i, row, 0);
          truth[from + i] = labels[chosen[from + i]];
        }
        scorer.run(count);
        for (int i = 0; i < count; i++) {
          scores[from + i] = scorer.score(i);
        }
      }
      return Metrics.of(scores, truth);
    }
  }
}
