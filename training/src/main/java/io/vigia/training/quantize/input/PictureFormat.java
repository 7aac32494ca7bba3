package io.vigia.training.quantize.input;

import java.util.List;

/**
 * How pictures become inputs: resized to the network's size (bilinear, centres of pixels aligned),
 * each value times scale, less the mean, by the deviation.
 *
 * @param scale what pixels of 0 to 255 are multiplied by
 * @param mean subtracted after that, one number or one a channel
 * @param deviation divided by after that, one number or one a channel
 * @param isBgr whether blue is the first of three channels
 */
public record PictureFormat(
    double scale, List<Double> mean, List<Double> deviation, boolean isBgr) {
  /** What makes grey of colours (ITU-R BT.601). */
  private static final double[] LUMA = {0.299, 0.587, 0.114};

  /** Checks the format. */
  public PictureFormat {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (deviation.contains(0.0)) {
      throw new IllegalArgumentException("a deviation of 0, expected another number");
    }
  }

  /**
   * The input made of a picture.
   *
   * @param dimensions of the input: [channels, height, width] or [height, width, channels], of one
   *     channel or three
   * @throws IllegalArgumentException when the dimensions are none of a picture
   */
  float[] toInput(Picture picture, List<Long> dimensions) {
    boolean isPicture = dimensions.size() == 3;
    boolean channelsFirst = isPicture && isChannels(dimensions.get(0));
    if (!channelsFirst && !(isPicture && isChannels(dimensions.get(2)))) {
      throw new IllegalArgumentException(
          "the network takes inputs of "
              + dimensions
              + ", which are no pictures of 1 or 3 channels; give .npy or .csv files");
    }
    int channels = Math.toIntExact(dimensions.get(channelsFirst ? 0 : 2));
    checkCount("mean", mean, channels);
    checkCount("deviation", deviation, channels);
    int height = Math.toIntExact(dimensions.get(channelsFirst ? 1 : 0));
    int width = Math.toIntExact(dimensions.get(channelsFirst ? 2 : 1));
    float[] input = new float[channels * height * width];
    for (int y = 0; y < height; y++) {
      double fromY = (y + 0.5) * picture.height() / height - 0.5;
      for (int x = 0; x < width; x++) {
        double fromX = (x + 0.5) * picture.width() / width - 0.5;
        for (int c = 0; c < channels; c++) {
          int at = channelsFirst ? (c * height + y) * width + x : (y * width + x) * channels + c;
          input[at] = normalised(value(picture, fromX, fromY, c, channels), c);
        }
      }
    }
    return input;
  }

  private static void checkCount(String what, List<Double> numbers, int channels) {
    if (numbers.size() != 1 && numbers.size() != channels) {
      throw new IllegalArgumentException(
          what + ": " + numbers.size() + " numbers, expected 1 or " + channels);
    }
  }

  private static boolean isChannels(long count) {
    return count == 1 || count == 3;
  }

  private double value(Picture picture, double x, double y, int channel, int channels) {
    if (channels == 3) {
      return picture.at(x, y, isBgr ? 2 - channel : channel);
    }
    double grey = 0;
    for (int colour = 0; colour < LUMA.length; colour++) {
      grey += LUMA[colour] * picture.at(x, y, colour);
    }
    return grey;
  }

  private float normalised(double value, int channel) {
    return (float) ((value * scale - of(mean, channel)) / of(deviation, channel));
  }

  private static double of(List<Double> numbers, int channel) {
    return numbers.size() == 1 ? numbers.get(0) : numbers.get(channel);
  }
}
