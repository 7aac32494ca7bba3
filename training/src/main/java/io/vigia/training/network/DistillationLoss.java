package io.vigia.training.network;

import ai.djl.ndarray.NDArray;

/**
 * Learns from a teacher and from the truth: mix · T² · H(σ(t/T), σ(z/T)) + (1 − mix) · loss(z, y),
 * with the student's logit z, the teacher's t and a temperature T that makes both softer, so that
 * what the teacher thinks of the rows that it is sure of counts too (Hinton, Vinyals and Dean,
 * "Distilling the Knowledge in a Neural Network", 2015). Rows without a truth learn from the
 * teacher alone.
 *
 * <p>Targets are [rows, 3]: the truth (anything where it is unknown), 1 where it is known else 0,
 * the teacher's logit.
 *
 * @param truth the loss against the truth
 * @param temperature T, above 0
 * @param mix share of the teacher, in [0, 1]
 */
public record DistillationLoss(LogisticLoss truth, float temperature, float mix)
    implements Objective {
  /** Number of targets of a row. */
  public static final int TARGETS = 3;

  public DistillationLoss {
    if (!(temperature > 0) || !(mix >= 0 && mix <= 1)) {
      throw new IllegalArgumentException(
          "a temperature of "
              + temperature
              + " and a mix of "
              + mix
              + ", expected above 0 and in [0, 1]");
    }
  }

  @Override
  public NDArray loss(NDArray outputs, NDArray targets) {
    NDArray label = targets.get(":, 0:1");
    NDArray known = targets.get(":, 1:2");
    NDArray teacher = ai.djl.nn.Activation.sigmoid(targets.get(":, 2:3").div(temperature));
    NDArray soft = LogisticLoss.entropy(Constants.times(outputs, 1 / temperature), teacher);
    NDArray hard = truth.rows(outputs, label).mul(known);
    return Constants.times(soft, mix * temperature * temperature)
        .add(Constants.times(hard, 1 - mix))
        .mean();
  }
}
