package io.vigia.training.calibrate;

/**
 * Makes a probability of a network's logit. It rises strictly, so that the order of scores stays
 * and equal scores stay as rare as they were.
 */
public sealed interface Calibration permits PlattCalibration, IsotonicCalibration {

  /** The log-odds of a logit. */
  double logOdds(double logit);

  /** The probability of a logit, in (0, 1). */
  default double probability(double logit) {
    double z = logOdds(logit);
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }

  /** As the model card names it. */
  String name();
}
