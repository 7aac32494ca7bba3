package io.vigia.training.network;

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

  @Override
  public long multiplyAdds(Size input) {
    return (long) output(input).count() * (in / groups) * window.area();
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    Size output = output(input);
    int next = 0;
    for (int o = 0; o < out; o++) {
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          y[next++] = bias[o] + at(x, input, o, row, column);
        }
      }
    }
  }

  private float at(float[] x, Size input, int output, int row, int column) {
    int top = row * window.strideHeight() - window.paddingHeight();
    int left = column * window.strideWidth() - window.paddingWidth();
    int ownInputs = in / groups;
    int firstInput = output / (out / groups) * ownInputs;
    int weight = output * ownInputs * window.area();
    float sum = 0;
    for (int c = 0; c < ownInputs; c++) {
      int channel = (firstInput + c) * input.area();
      for (int i = top; i < top + window.height(); i++) {
        for (int j = left; j < left + window.width(); j++, weight++) {
          if (i >= 0 && i < input.height() && j >= 0 && j < input.width()) {
            sum += kernel[weight] * x[channel + i * input.width() + j];
          }
        }
      }
    }
    return sum;
  }
}
