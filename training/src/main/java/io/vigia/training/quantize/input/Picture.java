package io.vigia.training.quantize.input;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A picture: rows of red, green and blue from 0 to 255; of a grey one all three are the same.
 *
 * @param values row by row, three a pixel
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record Picture(int width, int height, float[] values) {
  private static final int COLOURS = 3;

  /**
   * Reads a file: PGM, or what the JDK reads (PNG, JPEG, BMP, GIF).
   *
   * @throws IllegalArgumentException when it is none
   */
  static Picture read(Path file) throws IOException {
    if (file.toString().endsWith(".pgm")) {
      return pgm(file, Files.readAllBytes(file));
    }
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new IllegalArgumentException(file + ": no picture; expected PNG, JPEG, BMP or PGM");
    }
    int width = image.getWidth();
    int height = image.getHeight();
    int[] packed = image.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[packed.length * COLOURS];
    for (int i = 0; i < packed.length; i++) {
      values[COLOURS * i] = packed[i] >> 16 & 0xff;
      values[COLOURS * i + 1] = packed[i] >> 8 & 0xff;
      values[COLOURS * i + 2] = packed[i] & 0xff;
    }
    return new Picture(width, height, values);
  }

  /** Binary PGM of 8 bits: "P5", width, height, 255, one white space, then the pixels. */
  private static Picture pgm(Path file, byte[] bytes) {
    int[] header = new int[COLOURS];
    int at = 2;
    for (int i = 0; i < COLOURS; i++) {
      while (at < bytes.length && (bytes[at] <= ' ' || bytes[at] == '#')) {
        if (bytes[at] == '#') {
          while (at < bytes.length && bytes[at] != '\n') {
            at++;
          }
        }
        at++;
      }
      while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
        header[i] = header[i] * 10 + bytes[at++] - '0';
      }
    }
    at++;
    int width = header[0];
    int height = header[1];
    if (bytes.length < 2
        || bytes[0] != 'P'
        || bytes[1] != '5'
        || header[2] != 255
        || bytes.length - at < width * height) {
      throw new IllegalArgumentException(file + ": no binary PGM (P5) of 8 bits");
    }
    float[] values = new float[width * height * COLOURS];
    for (int i = 0; i < width * height; i++) {
      for (int c = 0; c < COLOURS; c++) {
        values[COLOURS * i + c] = bytes[at + i] & 0xff;
      }
    }
    return new Picture(width, height, values);
  }

  /** A colour at a place between pixels: bilinear, the edge continued. */
  float at(double x, double y, int colour) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double down = y - top;
    return (float)
        ((1 - down)
                * ((1 - right) * pixel(left, top, colour) + right * pixel(left + 1, top, colour))
            + down
                * ((1 - right) * pixel(left, top + 1, colour)
                    + right * pixel(left + 1, top + 1, colour)));
  }

  private float pixel(int x, int y, int colour) {
    int column = Math.max(0, Math.min(width - 1, x));
    int row = Math.max(0, Math.min(height - 1, y));
    return values[COLOURS * (row * width + column) + colour];
  }
}
