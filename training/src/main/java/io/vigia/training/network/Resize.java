package io.vigia.training.network;

import java.util.List;

/**
 * Brings channels to another height and width, linearly between the neighbours, whose centres lie
 * half a pixel inside (ONNX's Resize, mode linear, half_pixel).
 *
 * @param height rows of the outputs
 * @param width columns of the outputs
 */
public record Resize(int height, int width) implements Layer {
  @Override
  public Size output(Size input) {
    return new Size(input.channels(), height, width);
  }

  @Override
  public List<float[]> weights() {
    return List.of();
  }

  @Override
  public Resize with(List<float[]> weights) {
    return this;
  }

  /** Two a value for each direction that changes. */
  @Override
  public long multiplyAdds(Size input) {
    long rows = input.height() == height ? 0 : 2L * input.channels() * height * input.width();
    long columns = input.width() == width ? 0 : 2L * input.channels() * height * width;
    return rows + columns;
  }

  /**
   * One direction as a matrix.
   *
   * @return row by row, from each input to each output: {@code [input * to + output]}
   */
  static float[] matrix(int from, int to) {
    float[] matrix = new float[from * to];
    for (int output = 0; output < to; output++) {
      float place = Math.max(0, Math.min(from - 1, (output + 0.5f) * from / to - 0.5f));
      int before = (int) place;
      int after = Math.min(from - 1, before + 1);
      matrix[before * to + output] += 1 - (place - before);
      matrix[after * to + output] += place - before;
    }
    return matrix;
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    float[] rows = matrix(input.height(), height);
    float[] columns = matrix(input.width(), width);
    int next = 0;
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          float sum = 0;
          for (int i = 0; i < input.height(); i++) {
            float share = rows[i * height + row];
            for (int j = 0; share != 0 && j < input.width(); j++) {
              sum +=
                  share
                      * columns[j * width + column]
                      * x[channel * input.area() + i * input.width() + j];
            }
          }
          y[next++] = sum;
        }
      }
    }
  }
}
