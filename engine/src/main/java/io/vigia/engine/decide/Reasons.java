package io.vigia.engine.decide;

import io.vigia.engine.score.Logit;
import io.vigia.engine.score.Scorer;
import io.vigia.schemas.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which features drove a score: each feature in turn is set to its usual value and the event scored
 * again; what the log-odds of the score fall by is the feature's contribution. That is occlusion
 * (M. D. Zeiler and R. Fergus, 2014) with the difference of log-odds of M. Robnik-Šikonja and I.
 * Kononenko, "Explaining Classifications for Individual Instances" (2008), who call it the weight
 * of evidence. It looks at one feature at a time: of two features that say the same, neither seems
 * to matter as much as both do.
 *
 * <p>Not thread safe: it works in the scorer's batch.
 */
public final class Reasons {
  /** How many reasons an alert has, or as many as there are features. */
  public static final int TOP = 3;

  private final List<String> names;
  private final double[] usual;
  private final double[] occluded;
  private final double[] contributions;

  /**
   * For the features of a detector.
   *
   * @param names their names in their order
   * @param usual their usual values; NaN = usually missing
   */
  public Reasons(List<String> names, double[] usual) {
    if (names.size() != usual.length) {
      throw new IllegalArgumentException(
          usual.length + " usual values, expected one for each of " + names.size() + " features");
    }
    this.names = List.copyOf(names);
    this.usual = usual.clone();
    this.occluded = new double[usual.length];
    this.contributions = new double[usual.length];
  }

  /**
   * The features that drove a score, largest contribution first, in the detector's order where
   * contributions are equal.
   *
   * @param values array that holds the event's features, NaN = missing
   * @param from index of the first one
   * @param scorer the model that scored the event; its batch is overwritten
   */
  public List<Reason> explain(double[] values, int from, Scorer scorer) {
    contribute(values, from, scorer);
    List<Reason> reasons = new ArrayList<>(TOP);
    IntStream.range(0, usual.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> contributions[i]).reversed())
        .limit(TOP)
        .forEach(
            i ->
                reasons.add(
                    new Reason(names.get(i), values[from + i], usual[i], contributions[i])));
    return reasons;
  }

  private void contribute(double[] values, int from, Scorer scorer) {
    if (scorer.capacity() < 2) {
      throw new IllegalArgumentException(
          "a scorer of batches of 1, expected at least 2: the event and what it is compared with");
    }
    System.arraycopy(values, from, occluded, 0, occluded.length);
    // Row 0 is the event itself, in every batch, whatever the scorer's last batch was.
    scorer.put(0, occluded, 0);
    int first = 0;
    while (first < usual.length) {
      int rows = 1;
      int next = first;
      for (; next < usual.length && rows < scorer.capacity(); next++) {
        double value = occluded[next];
        if (!same(value, usual[next])) {
          occluded[next] = usual[next];
          scorer.put(rows++, occluded, 0);
          occluded[next] = value;
        }
      }
      read(first, next, rows, scorer);
      first = next;
    }
  }

  private void read(int first, int next, int rows, Scorer scorer) {
    if (rows > 1) {
      scorer.run(rows);
    }
    int row = 1;
    for (int i = first; i < next; i++) {
      contributions[i] =
          same(occluded[i], usual[i])
              ? 0
              : Logit.of(scorer.score(0)) - Logit.of(scorer.score(row++));
    }
  }

  private static boolean same(double a, double b) {
    return a == b || (Double.isNaN(a) && Double.isNaN(b));
  }
}
