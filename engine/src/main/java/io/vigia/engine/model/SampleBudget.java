package io.vigia.engine.model;

import io.vigia.engine.score.Scorer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/**
 * Turns a budget of alerts into a threshold where no validation period is at hand: on the labelled
 * sample of the reference data, whose rows are weighted to the events and positives a day that the
 * model card says. Suppression is not regarded, so that there will be fewer alerts than budgeted
 * rather than more. The sample has about a thousand rows: small budgets are told coarsely.
 */
public final class SampleBudget {
  private static final int BATCH = 256;

  // By score, highest first.
  private final double[] scores;
  private final double[] perDay;

  private SampleBudget(double[] scores, double[] perDay) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
    this.scores = Arrays.stream(order).mapToDouble(i -> scores[i]).toArray();
    this.perDay = Arrays.stream(order).mapToDouble(i -> perDay[i]).toArray();
  }

  /**
   * Scores the sample of a detector.
   *
   * @throws DetectorException when the card or the sample does not say what is needed
   */
  public static SampleBudget of(Detector detector) {
    ModelCard.TrainingData data = detector.card().orElseThrow(SampleBudget::noModel).trainingData();
    Reference.Sample sample = detector.reference().orElseThrow(SampleBudget::noModel).sample();
    int positives = 0;
    for (float label : sample.labels()) {
      positives += label >= 0.5 ? 1 : 0;
    }
    int others = sample.rows() - positives;
    double days = days(data);
    if (sample.rows() == 0 || !(days > 0) || data.events() < 1) {
      throw new DetectorException(
          String.format(
              Locale.ROOT,
              "a sample of %d rows, %d events in training from %s to %s: expected some of each to"
                  + " turn a budget into a threshold; give a threshold instead",
              sample.rows(),
              data.events(),
              data.from(),
              data.to()));
    }
    double[] perDay = new double[sample.rows()];
    for (int i = 0; i < perDay.length; i++) {
      perDay[i] =
          sample.labels()[i] >= 0.5
              ? data.positives() / days / positives
              : (data.events() - data.positives()) / days / others;
    }
    return new SampleBudget(scores(detector, sample), perDay);
  }

  private static DetectorException noModel() {
    return new DetectorException("the detector has no model, only rules: no score has a threshold");
  }

  private static double days(ModelCard.TrainingData data) {
    try {
      return Duration.between(Instant.parse(data.from()), Instant.parse(data.to())).toMillis()
          / (double) Duration.ofDays(1).toMillis();
    } catch (DateTimeParseException e) {
      return Double.NaN;
    }
  }

  private static double[] scores(Detector detector, Reference.Sample sample) {
    try (Scorer scorer = detector.newScorer(BATCH)) {
      return new AdmissionGate(sample, () -> 0, BATCH).scores(scorer);
    }
  }

  /**
   * The lowest threshold that keeps within the budget, half way to the next score below; 1 where
   * the highest score alone exceeds it.
   *
   * @param alertsPerDay the budget, above 0
   * @return scores from here on alert, in [0, 1]
   */
  public double threshold(double alertsPerDay) {
    double sum = 0;
    int kept = 0;
    int next = 0;
    while (next < scores.length) {
      // Rows of one score alert together or not at all.
      int first = next;
      while (next < scores.length && scores[next] == scores[first]) {
        sum += perDay[next++];
      }
      if (sum > alertsPerDay) {
        break;
      }
      kept = next;
    }
    if (kept == 0) {
      return 1;
    }
    double below = kept < scores.length ? scores[kept] : 0;
    return below + (scores[kept - 1] - below) / 2;
  }
}
