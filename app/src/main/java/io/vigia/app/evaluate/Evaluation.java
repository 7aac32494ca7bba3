package io.vigia.app.evaluate;

import io.vigia.engine.metrics.Metrics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How good scores are, held against the truth. */
public final class Evaluation {

  private Evaluation() {}

  /**
   * Evaluates scores.
   *
   * @return by the names that {@code vigia evaluate --json} documents; NaN where a measure needs
   *     positives or negatives that are not there
   * @throws IllegalArgumentException when a file lacks a column
   * @throws IllegalStateException when a file is wrong, or scores and data do not fit together
   */
  public static Map<String, Object> of(EvaluationRequest request) throws IOException {
    Scores scores = Scores.read(request.scores());
    Truth truth = TruthReader.read(request, scores);
    int[] kept = kept(scores, truth);
    double[] values = new double[kept.length];
    double[] labels = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      values[i] = scores.score(kept[i]);
      labels[i] = truth.labels()[kept[i]];
    }
    Metrics metrics = Metrics.of(values, labels);
    if (metrics.events() == 0) {
      throw new IllegalStateException(
          "no labelled event is left to evaluate: column '"
              + request.label()
              + "' is empty for all");
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("events", metrics.events());
    results.put("positives", metrics.positives());
    results.put("auc_roc", metrics.aucRoc());
    results.put("average_precision", metrics.averagePrecision());
    results.put("precision_at_k", precision(request, scores, truth, kept, metrics));
    results.put("recall_at_1pct_fpr", metrics.recallAt(Metrics.FALSE_POSITIVE_RATE));
    results.put("calibration_error", metrics.calibrationError());
    return results;
  }

  /** Places of the events that are not known already. */
  private static int[] kept(Scores scores, Truth truth) {
    int[] kept = new int[scores.size()];
    int count = 0;
    for (int place = 0; place < kept.length; place++) {
      if (truth.known() == null
          || !truth.known().isKnown(truth.keys()[place], scores.time(place))) {
        kept[count++] = place;
      }
    }
    return java.util.Arrays.copyOf(kept, count);
  }

  private static double precision(
      EvaluationRequest request, Scores scores, Truth truth, int[] kept, Metrics metrics) {
    if (request.groupBy().isEmpty() && request.per().isEmpty()) {
      return metrics.precisionAt(request.top());
    }
    RankedGroups ranked = new RankedGroups(request.top());
    long period = request.per().map(per -> per.toNanos() / 1000).orElse(Long.MAX_VALUE);
    for (int place : kept) {
      double label = truth.labels()[place];
      if (!Double.isNaN(label)) {
        ranked.add(
            Math.floorDiv(scores.time(place), period),
            truth.groups() == null ? Integer.toString(place) : truth.groups()[place],
            scores.score(place),
            label >= 0.5);
      }
    }
    return ranked.precision();
  }
}
