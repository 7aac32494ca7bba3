package io.vigia.training.quantize;

import java.util.Set;

/**
 * How a network is quantised.
 *
 * @param method how ranges of activations are chosen
 * @param share with {@link CalibrationMethod#PERCENTILE}, the share of values below the high end,
 *     and above the low end
 * @param weights bits of the weights
 * @param perChannel a scale for each output of a layer's weights, not one for all
 * @param equalise evens out the channels between layers first
 * @param correctBiases lets biases take back what rounded weights shift on average
 * @param keepFloat names of nodes that stay in floating point; a node without a name has that of
 *     its output
 * @param batch most inputs that run at once, where the network takes more than one
 */
public record QuantizationOptions(
    CalibrationMethod method,
    double share,
    WeightBits weights,
    boolean perChannel,
    boolean equalise,
    boolean correctBiases,
    Set<String> keepFloat,
    int batch) {
  private static final double USUAL_SHARE = 0.9999;
  private static final int USUAL_BATCH = 256;

  /** Checks the options. */
  public QuantizationOptions {
    if (!(share > 0.5 && share <= 1)) {
      throw new IllegalArgumentException(
          "percentile " + share + ", expected a share above 0.5 and up to 1, such as 0.9999");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + ", expected 1 or more");
    }
    keepFloat = Set.copyOf(keepFloat);
  }

  /** Percentile of .9999, weights per channel of 7 bits, which hold on every machine. */
  public static QuantizationOptions defaults() {
    return new QuantizationOptions(
        CalibrationMethod.PERCENTILE,
        USUAL_SHARE,
        WeightBits.SEVEN,
        true,
        false,
        true,
        Set.of(),
        USUAL_BATCH);
  }

  /** With another way to choose ranges. */
  public QuantizationOptions with(CalibrationMethod other) {
    return new QuantizationOptions(
        other, share, weights, perChannel, equalise, correctBiases, keepFloat, batch);
  }

  /** With another share for the percentile. */
  public QuantizationOptions withShare(double other) {
    return new QuantizationOptions(
        method, other, weights, perChannel, equalise, correctBiases, keepFloat, batch);
  }

  /** With weights of other bits. */
  public QuantizationOptions with(WeightBits bits) {
    return new QuantizationOptions(
        method, share, bits, perChannel, equalise, correctBiases, keepFloat, batch);
  }

  /** With one scale for all weights of a layer. */
  public QuantizationOptions perTensor() {
    return new QuantizationOptions(
        method, share, weights, false, equalise, correctBiases, keepFloat, batch);
  }

  /** With the channels between layers evened out first. */
  public QuantizationOptions equalised() {
    return new QuantizationOptions(
        method, share, weights, perChannel, true, correctBiases, keepFloat, batch);
  }

  /** With these nodes in floating point. */
  public QuantizationOptions keepingFloat(Set<String> nodes) {
    return new QuantizationOptions(
        method, share, weights, perChannel, equalise, correctBiases, nodes, batch);
  }

  /** Without the correction of biases. */
  public QuantizationOptions withoutCorrection() {
    return new QuantizationOptions(
        method, share, weights, perChannel, equalise, false, keepFloat, batch);
  }
}
