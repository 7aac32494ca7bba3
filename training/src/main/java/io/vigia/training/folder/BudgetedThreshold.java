package io.vigia.training.folder;

import io.vigia.engine.decide.BudgetThreshold;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.engine.spec.AlertSpec.Budget;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.TimeSplit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The threshold that keeps a budget of alerts on the validation events. */
public final class BudgetedThreshold {
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
    long[] times = Arrays.stream(split.validation()).mapToLong(row -> table.times()[row]).toArray();
    long[] keys =
        Arrays.stream(split.validation()).mapToLong(row -> table.suppressKeys()[row]).toArray();
    Optional<Suppression> suppression =
        alerts.suppress().map(suppress -> Suppression.during(suppress.during()));
    BudgetThreshold.Choice choice =
        new BudgetThreshold(scores, times, keys, suppression)
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

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
