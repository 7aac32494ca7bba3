package io.vigia.jobs.operators;

import io.vigia.engine.decide.Reasons;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.Scorer;
import io.vigia.schemas.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Says why events alerted, by the model that scored them. Keeps a scorer open for each of the few
 * models that answered last: one, what answers in its place, and for a while the one before.
 */
final class Explainers implements AutoCloseable {
  /** Rows of a batch in which reasons are found: the event and its variants. */
  private static final int BATCH = 64;

  private static final int KEPT = 3;

  private final List<String> features;
  private final int firstFeature;
  // The latest first.
  private final Deque<Explainer> open = new ArrayDeque<>();

  private record Explainer(Model model, Scorer scorer, Reasons reasons) {}

  /**
   * For a detector.
   *
   * @param features names of the features in their order
   * @param firstFeature index of the first one among the values of a row
   */
  Explainers(List<String> features, int firstFeature) {
    this.features = features;
    this.firstFeature = firstFeature;
  }

  /**
   * The features that drove a score, largest contribution first.
   *
   * @param model the model that gave the score
   * @param values of the row
   * @throws io.vigia.engine.score.ScoringException when the model fails
   */
  List<Reason> explain(Model model, double[] values) {
    Explainer explainer = of(model);
    return explainer.reasons().explain(values, firstFeature, explainer.scorer());
  }

  private Explainer of(Model model) {
    for (Explainer each : open) {
      if (each.model() == model) {
        return each;
      }
    }
    if (open.size() == KEPT) {
      open.removeLast().scorer().close();
    }
    Explainer made =
        new Explainer(model, model.newScorer(BATCH), new Reasons(features, model.usual()));
    open.addFirst(made);
    return made;
  }

  @Override
  public void close() {
    open.forEach(each -> each.scorer().close());
    open.clear();
  }
}
