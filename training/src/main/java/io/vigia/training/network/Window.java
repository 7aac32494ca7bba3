package io.vigia.training.network;

/**
 * What a convolution or a pooling looks at. Sides are odd, and zeros are put around the values so
 * that the window's middle starts on the first one: a stride of s leaves one value of s, rounded
 * up.
 *
 * @param height rows; 1 for series
 * @param width columns; steps of a series
 * @param strideHeight rows from one place to the next
 * @param strideWidth columns from one place to the next
 */
public record Window(int height, int width, int strideHeight, int strideWidth) {
  /** One value by itself. */
  public static final Window POINT = new Window(1, 1, 1, 1);

  public Window {
    if (height < 1 || width < 1 || height % 2 == 0 || width % 2 == 0) {
      throw new IllegalArgumentException(
          "a window of " + height + "×" + width + ", expected odd sides");
    }
    if (strideHeight < 1 || strideWidth < 1) {
      throw new IllegalArgumentException(
          "a stride of " + strideHeight + "×" + strideWidth + ", expected at least 1");
    }
  }

  /** A window as wide as high; over a series, whose height is 1, a flat one. */
  public static Window over(Size input, int side, int stride) {
    return input.height() == 1
        ? new Window(1, side, 1, stride)
        : new Window(side, side, stride, stride);
  }

  /** Number of values in it. */
  public int area() {
    return height * width;
  }

  /** Rows of zeros above and below. */
  public int paddingHeight() {
    return height / 2;
  }

  /** Columns of zeros left and right. */
  public int paddingWidth() {
    return width / 2;
  }

  /** The shape of what it finds: as many channels as asked for. */
  Size output(Size input, int channels) {
    return new Size(
        channels, (input.height() - 1) / strideHeight + 1, (input.width() - 1) / strideWidth + 1);
  }
}
