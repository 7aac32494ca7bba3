package io.vigia.engine.metrics;

/**
 * Rows whose scores are alike: where scores are probabilities, the mean score is the share of
 * positives.
 *
 * @param from lower end of the scores, inclusive
 * @param to upper end, exclusive but in the last bin
 * @param rows how many rows
 * @param meanScore mean of their scores; NaN without rows
 * @param positiveShare share of positives among them; NaN without rows
 */
public record CalibrationBin(
    double from, double to, int rows, double meanScore, double positiveShare) {}
