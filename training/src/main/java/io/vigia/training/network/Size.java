package io.vigia.training.network;

import java.io.Serializable;

/**
 * The shape of the values between two layers, for one row. Values lie channel by channel, each
 * channel row by row, as in ONNX (NCHW without the N).
 *
 * @param channels from 1; the length of a vector
 * @param height from 1; 1 for vectors and for series
 * @param width from 1; 1 for vectors, the number of steps of a series
 */
public record Size(int channels, int height, int width) implements Serializable {
  public Size {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a size of " + channels + "×" + height + "×" + width + ", expected at least 1×1×1");
    }
  }

  /** A vector. */
  public static Size vector(int length) {
    return new Size(length, 1, 1);
  }

  /** Number of values. */
  public int count() {
    return channels * height * width;
  }

  /** Number of values of a channel. */
  public int area() {
    return height * width;
  }

  @Override
  public String toString() {
    return area() == 1 ? Integer.toString(channels) : channels + "×" + height + "×" + width;
  }
}
