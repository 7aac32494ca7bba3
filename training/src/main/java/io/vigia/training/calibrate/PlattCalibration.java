package io.vigia.training.calibrate;

/**
 * Turns logits into probabilities: p = 1 / (1 + exp(−(slope·z + shift))), fitted by maximum
 * likelihood on targets that are drawn in from 0 and 1 (Platt, "Probabilistic Outputs for Support
 * Vector Machines", 1999) with Newton's method, guarded by a line search (Lin, Lin and Weng, "A
 * Note on Platt's Probabilistic Outputs", 2007).
 *
 * @param slope above 0, so that the order of scores stays
 * @param shift in log-odds
 */
public record PlattCalibration(double slope, double shift) implements Calibration {
  private static final int MOST_STEPS = 100;
  private static final double SIGMA = 1e-12;

  /**
   * Fits to logits and their truth.
   *
   * @throws IllegalStateException when low logits are positive more often than high ones
   */
  public static PlattCalibration fit(double[] logits, double[] labels) {
    double positives = 0;
    for (double label : labels) {
      positives += label >= 0.5 ? 1 : 0;
    }
    double negatives = labels.length - positives;
    double high = (positives + 1) / (positives + 2);
    double low = 1 / (negatives + 2);
    double[] targets = new double[labels.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = labels[i] >= 0.5 ? high : low;
    }
    double slope = 1;
    double shift = 0;
    double loss = loss(logits, targets, slope, shift);
    for (int step = 0; step < MOST_STEPS; step++) {
      double gradientSlope = 0;
      double gradientShift = 0;
      double aa = SIGMA;
      double ab = 0;
      double bb = SIGMA;
      for (int i = 0; i < targets.length; i++) {
        double p = sigmoid(slope * logits[i] + shift);
        double error = p - targets[i];
        double curvature = p * (1 - p);
        gradientSlope += error * logits[i];
        gradientShift += error;
        aa += curvature * logits[i] * logits[i];
        ab += curvature * logits[i];
        bb += curvature;
      }
      if (Math.abs(gradientSlope) < 1e-7 * targets.length
          && Math.abs(gradientShift) < 1e-7 * targets.length) {
        break;
      }
      double determinant = aa * bb - ab * ab;
      double stepSlope = -(bb * gradientSlope - ab * gradientShift) / determinant;
      double stepShift = -(aa * gradientShift - ab * gradientSlope) / determinant;
      double descent = gradientSlope * stepSlope + gradientShift * stepShift;
      double size = 1;
      double next = loss(logits, targets, slope + stepSlope, shift + stepShift);
      while (!(next < loss + 1e-4 * size * descent) && size > 1e-10) {
        size /= 2;
        next = loss(logits, targets, slope + size * stepSlope, shift + size * stepShift);
      }
      if (size <= 1e-10) {
        break;
      }
      slope += size * stepSlope;
      shift += size * stepShift;
      loss = next;
    }
    if (!(slope > 0)) {
      throw new IllegalStateException(
          "the network ranks the validation events the wrong way round (Platt's slope is "
              + slope
              + "); it has learned nothing: check features and labels");
    }
    return new PlattCalibration(slope, shift);
  }

  private static double loss(double[] logits, double[] targets, double slope, double shift) {
    double loss = 0;
    for (int i = 0; i < targets.length; i++) {
      double z = slope * logits[i] + shift;
      loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i] * z;
    }
    return loss;
  }

  @Override
  public double logOdds(double logit) {
    return slope * logit + shift;
  }

  @Override
  public String name() {
    return "platt";
  }

  private static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }
}
