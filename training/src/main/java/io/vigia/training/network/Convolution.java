package io.vigia.training.network;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A convolution. In one group it mixes all channels; with as many groups as channels (depthwise) it
 * filters each channel by itself, and together with a pointwise one, whose window is one value,
 * does what a full convolution does for a fraction of the multiplications (Howard et al.,
 * "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017).
 *
 * @param in number of input channels
 * @param out number of output channels
 * @param window what it looks at
 * @param groups parts that the channels fall into; each output sees the inputs of its part
 * @param kernel weights as in ONNX: output channel, input channel of its group, row, column
 * @param bias one an output channel
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Convolution(int in, int out, Window window, int groups, float[] kernel, float[] bias)
    implements Layer {
  public Convolution {
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          in + " to " + out + " channels in " + groups + " groups, which must divide both");
    }
    if (kernel.length != out * (in / groups) * window.area() || bias.length != out) {
      throw new IllegalArgumentException(
          kernel.length
              + " weights and "
              + bias.length
              + " biases of a convolution from "
              + in
              + " to "
              + out
              + " channels over "
              + window);
    }
  }

  /**
   * An untrained one: normal weights of variance 2 / (outputs that a value reaches), no bias (He et
   * al., "Delving Deep into Rectifiers", 2015).
   */
  public static Convolution untrained(
      int in, int out, Window window, int groups, SplittableRandom random) {
    double deviation = Math.sqrt(2.0 / (window.area() * (out / groups)));
    float[] kernel = new float[out * (in / groups) * window.area()];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (deviation * random.nextGaussian());
    }
    return new Convolution(in, out, window, groups, kernel, new float[out]);
  }

  @Override
  public Size output(Size input) {
    if (input.channels() != in) {
      throw new IllegalArgumentException(
          "a convolution of " + in + " channels behind " + input.channels());
    }
    return window.output(input, out);
  }

  @Override
  public List<float[]> weights() {
    return List.of(kernel, bias);
  }

  @Override
  public Convolution with(List<float[]> weights) {
    return new Convolution(in, out, window, groups, weights.get(0), weights.get(1));
  }

  /** Depthwise ones are. */
  @Override
  public boolean isChannelwise() {
    return groups == in && groups == out && groups > 1;
  }

  @Override
  public Convolution keepInputs(int[] kept) {
    if (isChannelwise()) {
      return new Convolution(
          kept.length,
          kept.length,
          window,
          kept.length,
          Blocks.select(kernel, kept, window.area()),
          Blocks.select(bias, kept, 1));
    }
    checkOneGroup();
    float[] fewer = new float[out * kept.length * window.area()];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < kept.length; i++) {
        System.arraycopy(
            kernel,
            (o * in + kept[i]) * window.area(),
            fewer,
            (o * kept.length + i) * window.area(),
            window.area());
      }
    }
    return new Convolution(kept.length, out, window, 1, fewer, bias);
  }

  @Override
  public Convolution keepOutputs(int[] kept) {
    checkOneGroup();
    return new Convolution(
        in,
        kept.length,
        window,
        1,
        Blocks.select(kernel, kept, in * window.area()),
        Blocks.select(bias, kept, 1));
  }

  private void checkOneGroup() {
    if (groups != 1) {
      throw new UnsupportedOperationException(
          "a convolution in " + groups + " groups cannot lose channels");
    }
  }

  @Override
  public long multiplyAdds(Size input) {
    return (long) output(input).count() * (in / groups) * window.area();
  }

  /** Adds weight by weight, since one weight's values lie beside each other. */
  @Override
  public void apply(float[] x, Size input, float[] y) {
    Size output = output(input);
    int ownInputs = in / groups;
    int weight = 0;
    for (int o = 0; o < out; o++) {
      Arrays.fill(y, o * output.area(), (o + 1) * output.area(), bias[o]);
      int firstInput = o / (out / groups) * ownInputs;
      for (int c = firstInput; c < firstInput + ownInputs; c++) {
        for (int row = 0; row < window.height(); row++) {
          for (int column = 0; column < window.width(); column++) {
            add(kernel[weight++], row, column, x, c * input.area(), input, y, o, output);
          }
        }
      }
    }
  }

  /** Adds what a weight, which stands at a row and a column of the window, makes of a channel. */
  private void add(
      float weight,
      int row,
      int column,
      float[] x,
      int channel,
      Size input,
      float[] y,
      int o,
      Size output) {
    int top = row - window.paddingHeight();
    int left = column - window.paddingWidth();
    int stride = window.strideWidth();
    int first = left < 0 ? (stride - 1 - left) / stride : 0;
    int end = Math.min(output.width(), Math.floorDiv(input.width() - 1 - left, stride) + 1);
    for (int p = 0; p < output.height(); p++) {
      int i = p * window.strideHeight() + top;
      if (i >= 0 && i < input.height()) {
        int from = channel + i * input.width() + left;
        int to = o * output.area() + p * output.width();
        for (int q = first; q < end; q++) {
          y[to + q] += weight * x[from + q * stride];
        }
      }
    }
  }
}
