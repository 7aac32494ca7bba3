package io.vigia.training.network;

import java.util.List;

/**
 * A multilayer perceptron with rectifiers between its layers and one output, the logit.
 *
 * @param layers input side first
 */
public record Mlp(List<Dense> layers) {
  public Mlp {
    layers = List.copyOf(layers);
  }

  /** Numbers that were learned. */
  public long parameters() {
    return layers.stream().mapToLong(l -> l.weights().length + l.bias().length).sum();
  }

  /** Multiplications and additions of one row. */
  public long multiplyAdds() {
    return layers.stream().mapToLong(l -> (long) l.in() * l.out()).sum();
  }

  /** Receives the values of a layer's outputs, rectified where the layer is not the last. */
  public interface Observer {
    /**
     * Called for the input of the first layer (0) and the output of each, the last one's being the
     * logit. The array is reused.
     */
    void values(int layer, float[] values, int count);
  }

  /**
   * Logits of rows.
   *
   * @param inputs row by row
   * @param rows how many
   */
  public double[] logits(float[] inputs, int rows) {
    double[] logits = new double[rows];
    int[] next = {0};
    observe(
        inputs,
        rows,
        (layer, values, count) -> {
          if (layer == layers.size()) {
            logits[next[0]++] = values[0];
          }
        });
    return logits;
  }

  /**
   * Runs rows through the network.
   *
   * @param inputs row by row
   * @param rows how many
   * @param observer sees all values on their way, row by row
   */
  public void observe(float[] inputs, int rows, Observer observer) {
    int width = layers.get(0).in();
    int widest = layers.stream().mapToInt(Dense::out).max().orElseThrow();
    float[] x = new float[Math.max(width, widest)];
    float[] y = new float[x.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(inputs, row * width, x, 0, width);
      observer.values(0, x, width);
      for (int l = 0; l < layers.size(); l++) {
        Dense layer = layers.get(l);
        layer.apply(x, y);
        boolean isLast = l == layers.size() - 1;
        for (int j = 0; !isLast && j < layer.out(); j++) {
          y[j] = Math.max(0, y[j]);
        }
        observer.values(l + 1, y, layer.out());
        float[] swap = x;
        x = y;
        y = swap;
      }
    }
  }
}
