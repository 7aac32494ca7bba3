package io.vigia.training.network;

import java.util.List;

/**
 * Networks that one coefficient φ makes larger in depth, width and resolution at once: depth by
 * 1.2^φ, channels by 1.1^φ, height and width of the inputs by 1.15^φ, so that frames take about 2^φ
 * times the multiplications and series, which have no height, 1.67^φ times (Tan and Le,
 * "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019). The blocks
 * widen the channels, filter each by itself, weigh them by what all of them are on average, and
 * narrow them again; one that keeps the size adds its input (the MBConv of the paper, the inverted
 * residual of Sandler et al., "MobileNetV2", 2018, with squeeze and excitation).
 *
 * <p>The network for φ = 0 is not the paper's B0, which is made for photographs of 224 pixels a
 * side, but smaller in all directions. Inputs are resized within the network.
 *
 * @param scale φ, from 0
 * @param squeezes whether blocks weigh their channels
 */
public record EfficientNets(double scale, boolean squeezes) implements Architecture {
  private static final double DEPTH = 1.2;
  private static final double WIDTH = 1.1;
  private static final double RESOLUTION = 1.15;

  private static final int STEM = 16;
  private static final int HEAD = 96;

  /** Blocks give a quarter of their input channels to what weighs them. */
  private static final int REDUCTION = 4;

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 8, 1, 3, 1),
          new Stage(4, 16, 2, 3, 2),
          new Stage(4, 24, 2, 5, 2),
          new Stage(4, 40, 1, 3, 1));

  /** Blocks of the same form; the first one strides. */
  private record Stage(int expansion, int channels, int blocks, int side, int stride) {}

  public EfficientNets {
    if (!(scale >= 0)) {
      throw new IllegalArgumentException("a scale of " + scale + ", expected at least 0");
    }
  }

  /** How often a stage's blocks are repeated, instead of the given number. */
  int depth(int blocks) {
    return (int) Math.ceil(blocks * Math.pow(DEPTH, scale));
  }

  /** How many channels there are instead of the given number. */
  int channels(int channels) {
    return NetworkBuilder.channels(channels, Math.pow(WIDTH, scale));
  }

  /** How long a side of the inputs is instead of the given one. */
  int side(int side) {
    return side == 1 ? 1 : (int) Math.round(side * Math.pow(RESOLUTION, scale));
  }

  @Override
  public Network network(Size input, long seed) {
    NetworkBuilder builder = new NetworkBuilder(input, seed);
    if (scale > 0) {
      builder.add(new Resize(side(input.height()), side(input.width())));
    }
    builder.convolution(channels(STEM), 3, 2).activation();
    for (Stage stage : STAGES) {
      int blocks = depth(stage.blocks);
      for (int block = 0; block < blocks; block++) {
        block(builder, stage, block == 0 ? stage.stride : 1);
      }
    }
    return builder.convolution(channels(HEAD), 1, 1).activation().classifier();
  }

  private void block(NetworkBuilder builder, Stage stage, int stride) {
    int in = builder.channels();
    int out = channels(stage.channels);
    NetworkBuilder branch = builder.branch();
    if (stage.expansion > 1) {
      branch.convolution(in * stage.expansion, 1, 1).activation();
    }
    branch.depthwise(stage.side, stride).activation();
    if (squeezes) {
      branch.squeeze(Math.max(1, in / REDUCTION));
    }
    branch.convolution(out, 1, 1);
    builder.addBranch(branch, stride == 1 && in == out);
  }
}
