package io.vigia.training.recipe;

import io.vigia.engine.model.ModelCard;
import io.vigia.training.outlier.ErrorScale;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What becomes of the errors of the events that were learned from: the scale that makes scores of
 * errors, and the threshold where a multiple of the largest one is to alert.
 *
 * @param scale from errors to scores
 * @param threshold empty where no multiple is asked for
 */
record AlertingErrors(ErrorScale scale, Optional<ModelCard.Threshold> threshold) {

  /**
   * Of errors.
   *
   * @param errors of the events that were learned from
   * @param timesMaximum the multiple; empty for none
   */
  static AlertingErrors of(double[] errors, OptionalDouble timesMaximum) {
    if (timesMaximum.isEmpty()) {
      return new AlertingErrors(ErrorScale.fit(errors), Optional.empty());
    }
    double largest = Arrays.stream(errors).max().orElseThrow();
    double limit = timesMaximum.getAsDouble() * largest;
    ErrorScale scale = ErrorScale.fit(errors, limit);
    return new AlertingErrors(
        scale,
        Optional.of(
            new ModelCard.Threshold(
                scale.score(limit),
                String.format(
                    Locale.ROOT,
                    "%s times the largest error, %.4g, of the %d events that were learned from",
                    timesMaximum.getAsDouble(),
                    largest,
                    errors.length))));
  }
}
