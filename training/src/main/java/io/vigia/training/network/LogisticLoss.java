package io.vigia.training.network;

import ai.djl.ndarray.NDArray;

/**
 * The logistic loss of logits z against targets y in [0, 1], positives weighted up against class
 * imbalance and, where focus is above 0, easy rows weighted down by (1 − p)^focus, p being the
 * probability that the network gives the truth (Lin et al., "Focal Loss for Dense Object
 * Detection", 2017).
 *
 * @param positiveWeight how often a positive row counts, above 0; 1 = as a negative one
 * @param focus Lin's γ, from 0; 0 = the plain loss
 */
public record LogisticLoss(float positiveWeight, float focus) implements Objective {
  public LogisticLoss {
    if (!(positiveWeight > 0) || !(focus >= 0)) {
      throw new IllegalArgumentException(
          "a positive weight of "
              + positiveWeight
              + " and a focus of "
              + focus
              + ", expected above 0 and at least 0");
    }
  }

  @Override
  public NDArray loss(NDArray outputs, NDArray targets) {
    return rows(outputs, targets).mean();
  }

  /** The loss of each row. */
  NDArray rows(NDArray outputs, NDArray targets) {
    NDArray loss = entropy(outputs, targets);
    if (focus > 0) {
      // 1 − p of the truth: σ(z) for negatives, 1 − σ(z) for positives.
      NDArray p = ai.djl.nn.Activation.sigmoid(outputs);
      NDArray wrong = p.mul(targets.mul(-2).add(1)).add(targets);
      // A probability of exactly 0 or 1 has no finite gradient of the power.
      loss = loss.mul(Constants.power(wrong.clip(1e-6f, 1), focus));
    }
    return loss.mul(targets.mul(positiveWeight - 1).add(1));
  }

  /** −y ln p − (1 − y) ln(1 − p), written so that nothing overflows. */
  static NDArray entropy(NDArray z, NDArray y) {
    return Constants.atLeast(z, 0).sub(z.mul(y)).add(z.abs().neg().exp().add(1f).log());
  }
}
