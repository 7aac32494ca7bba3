package io.vigia.training.folder;

import io.vigia.engine.decide.BudgetThreshold;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.score.Logit;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.engine.spec.AlertSpec.Budget;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.TimeSplit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The threshold that keeps a budget of alerts on the validation events. */
public final class BudgetedThreshold {
  /** How many times as many alerts as the budget the floor of the tail gives. */
  public static final int MULTIPLE = 20;

  private static final double LEAST_MULTIPLE = 2;

  private BudgetedThreshold() {}

  /**
   * The threshold; empty where the detector gives no budget.
   *
   * @param scores of the validation events
   * @param isSmoothed whether they are smoothed, for what the card says of the threshold
   */
  public static Optional<ModelCard.Threshold> choose(
      AlertSpec alerts, FeatureTable table, TimeSplit split, double[] scores, boolean isSmoothed) {
    if (alerts.budget().isEmpty()) {
      return Optional.empty();
    }
    Budget budget = alerts.budget().get();
    BudgetThreshold.Choice choice =
        thresholds(alerts, table, split, scores)
            .choose(budget, split.validationFrom(), split.validationTo());
    return Optional.of(
        new ModelCard.Threshold(
            choice.threshold(),
            String.format(
                Locale.ROOT,
                "the budget of %s alerts in %s, on %s scores of %s: %.1f alerts in %s",
                number(budget.alerts()),
                budget.per(),
                isSmoothed ? "smoothed int8" : "int8",
                Times.validation(split),
                choice.perPeriod(),
                budget.per())));
  }

  /**
   * The tail from which the thresholds of keys start: its floor gives {@value #MULTIPLE} times the
   * budget. Empty where thresholds do not adapt, and where too few different scores lie below the
   * threshold to tell a tail by.
   *
   * @param threshold that was chosen for the budget
   * @param keyIndex index of the key that thresholds adapt to
   */
  public static Optional<ModelCard.Tail> tail(
      AlertSpec alerts,
      FeatureTable table,
      TimeSplit split,
      double[] scores,
      double threshold,
      int keyIndex) {
    if (alerts.adapt().isEmpty() || alerts.budget().isEmpty()) {
      return Optional.empty();
    }
    Budget budget = alerts.budget().get();
    BudgetThreshold.Choice choice =
        thresholds(alerts, table, split, scores)
            .choose(
                new Budget(MULTIPLE * budget.alerts(), budget.per()),
                split.validationFrom(),
                split.validationTo());
    double multiple = choice.perPeriod() / budget.alerts();
    if (multiple < LEAST_MULTIPLE || Logit.of(choice.threshold()) >= Logit.of(threshold)) {
      return Optional.empty();
    }
    int width = table.keys().length / table.rows();
    long keys =
        Arrays.stream(split.validation())
            .mapToLong(row -> table.keys()[row * width + keyIndex])
            .distinct()
            .count();
    return Optional.of(new ModelCard.Tail(choice.threshold(), multiple, (int) keys));
  }

  private static BudgetThreshold thresholds(
      AlertSpec alerts, FeatureTable table, TimeSplit split, double[] scores) {
    long[] times = Arrays.stream(split.validation()).mapToLong(row -> table.times()[row]).toArray();
    long[] keys =
        Arrays.stream(split.validation()).mapToLong(row -> table.suppressKeys()[row]).toArray();
    Optional<Suppression> suppression =
        alerts.suppress().map(suppress -> Suppression.during(suppress.during()));
    return new BudgetThreshold(scores, times, keys, suppression);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
