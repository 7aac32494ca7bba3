package io.vigia.engine.score;

/** Log-odds of scores, on which what is added up and averaged is evidence and not probability. */
public final class Logit {
  /** Scores are floats: nearer to 0 or 1 than this they have no digits left. */
  public static final double NEAREST = 1e-7;

  private Logit() {}

  /** The log-odds of a score, which is kept {@link #NEAREST} off 0 and 1; NaN for NaN. */
  public static double of(double score) {
    double inside = Math.max(NEAREST, Math.min(1 - NEAREST, score));
    return Math.log(inside / (1 - inside));
  }

  /** The score of log-odds. */
  public static double score(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
