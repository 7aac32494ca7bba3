package io.vigia.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Weighs each channel by what all channels are on average: mean of each channel, a small network of
 * two layers, and its outputs in [0, 1] as factors (Hu, Shen and Sun, "Squeeze-and-Excitation
 * Networks", 2018). The rectifier within and the hard sigmoid behind are those of Howard et al.,
 * "Searching for MobileNetV3", 2019.
 *
 * @param reduce from all channels to fewer
 * @param expand and back
 */
public record SqueezeExcitation(Dense reduce, Dense expand) implements Layer {
  /** Between the two layers. */
  public static final Activation.Kind WITHIN = Activation.Kind.RELU;

  /** Makes factors. */
  public static final Activation.Kind GATE = Activation.Kind.HARD_SIGMOID;

  public SqueezeExcitation {
    if (reduce.out() != expand.in() || expand.out() != reduce.in()) {
      throw new IllegalArgumentException(
          "from "
              + reduce.in()
              + " to "
              + reduce.out()
              + " and from "
              + expand.in()
              + " to "
              + expand.out()
              + " channels, which do not meet");
    }
  }

  /** An untrained one. */
  public static SqueezeExcitation untrained(int channels, int reduced, SplittableRandom random) {
    return new SqueezeExcitation(
        Dense.untrained(channels, reduced, random), Dense.untrained(reduced, channels, random));
  }

  @Override
  public Size output(Size input) {
    if (input.channels() != reduce.in()) {
      throw new IllegalArgumentException(
          "factors of " + reduce.in() + " channels behind " + input.channels());
    }
    return input;
  }

  @Override
  public List<float[]> weights() {
    List<float[]> weights = new ArrayList<>(reduce.weights());
    weights.addAll(expand.weights());
    return weights;
  }

  @Override
  public SqueezeExcitation with(List<float[]> weights) {
    return new SqueezeExcitation(
        reduce.with(weights.subList(0, 2)), expand.with(weights.subList(2, 4)));
  }

  /** Each channel goes on as it came, by a factor. */
  @Override
  public boolean isChannelwise() {
    return true;
  }

  @Override
  public SqueezeExcitation keepInputs(int[] kept) {
    return new SqueezeExcitation(reduce.keepInputs(kept), expand.keepOutputs(kept));
  }

  @Override
  public long multiplyAdds(Size input) {
    return reduce.multiplyAdds(Size.vector(reduce.in()))
        + expand.multiplyAdds(Size.vector(expand.in()))
        + input.count();
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    float[] means = new float[reduce.in()];
    float[] reduced = new float[reduce.out()];
    new GlobalAveragePool().apply(x, input, means);
    reduce.apply(means, Size.vector(reduce.in()), reduced);
    for (int i = 0; i < reduced.length; i++) {
      reduced[i] = WITHIN.of(reduced[i]);
    }
    expand.apply(reduced, Size.vector(expand.in()), means);
    for (int i = 0; i < input.count(); i++) {
      y[i] = x[i] * GATE.of(means[i / input.area()]);
    }
  }
}
