package io.vigia.training.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network, layer by layer, with its numbers. One that has not been trained yet is a network with
 * random numbers.
 *
 * @param input shape of a row's inputs
 * @param layers input side first
 */
public record Network(Size input, List<Layer> layers) implements Serializable {
  public Network {
    layers = List.copyOf(layers);
    Size size = input;
    for (Layer layer : layers) {
      size = layer.output(size);
    }
  }

  /**
   * An untrained multilayer perceptron.
   *
   * @param inputs number of inputs
   * @param hidden widths of the hidden layers, input side first
   * @param activation behind each hidden layer
   * @param outputs number of outputs, which have no activation
   */
  public static Network perceptron(
      int inputs, List<Integer> hidden, Activation.Kind activation, int outputs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> layers = new ArrayList<>();
    int width = inputs;
    for (int units : hidden) {
      layers.add(Dense.untrained(width, units, random));
      layers.add(new Activation(activation));
      width = units;
    }
    layers.add(Dense.untrained(width, outputs, random));
    return new Network(Size.vector(inputs), layers);
  }

  /** The outputs of rows through a network of one output, which is the logit. */
  public double[] logits(float[] inputs, int rows) {
    float[] outputs = outputs(inputs, rows);
    double[] logits = new double[rows];
    for (int row = 0; row < rows; row++) {
      logits[row] = outputs[row];
    }
    return logits;
  }

  /** Its fully connected layers. */
  public List<Dense> dense() {
    return layers.stream().filter(Dense.class::isInstance).map(Dense.class::cast).toList();
  }

  /** Shape of a row's outputs. */
  public Size output() {
    return sizes().get(layers.size());
  }

  /** Shapes on the way: of the inputs, then of the outputs of each layer. */
  public List<Size> sizes() {
    List<Size> sizes = new ArrayList<>(List.of(input));
    for (Layer layer : layers) {
      sizes.add(layer.output(sizes.get(sizes.size() - 1)));
    }
    return sizes;
  }

  /** Numbers that were learned. */
  public long parameters() {
    return weights().stream().mapToLong(array -> array.length).sum();
  }

  /** Multiplications with an addition for one row. */
  public long multiplyAdds() {
    List<Size> sizes = sizes();
    long sum = 0;
    for (int l = 0; l < layers.size(); l++) {
      sum += layers.get(l).multiplyAdds(sizes.get(l));
    }
    return sum;
  }

  /** The numbers of all layers, in their order; not copied. */
  public List<float[]> weights() {
    return layers.stream().flatMap(layer -> layer.weights().stream()).toList();
  }

  /**
   * The same network with other numbers.
   *
   * @param weights as many and as long as those of {@link #weights}; kept, not copied
   */
  public Network with(List<float[]> weights) {
    List<Layer> changed = new ArrayList<>();
    int next = 0;
    for (Layer layer : layers) {
      int count = layer.weights().size();
      changed.add(layer.with(weights.subList(next, next + count)));
      next += count;
    }
    return new Network(input, changed);
  }

  /** Receives values on their way through a network. */
  public interface Observer {
    /**
     * Called for the inputs (0) and the outputs of each layer, from 1. The array is reused.
     *
     * @param count how many values of the array
     */
    void values(int layer, float[] values, int count);
  }

  /**
   * Runs rows through the network, by the definitions of its layers: exact, and slow.
   *
   * @param inputs row by row
   * @param rows how many
   * @param observer sees all values, row by row
   */
  public void observe(float[] inputs, int rows, Observer observer) {
    List<Size> sizes = sizes();
    int widest = sizes.stream().mapToInt(Size::count).max().orElseThrow();
    float[] x = new float[widest];
    float[] y = new float[widest];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(inputs, row * input.count(), x, 0, input.count());
      observer.values(0, x, input.count());
      for (int l = 0; l < layers.size(); l++) {
        layers.get(l).apply(x, sizes.get(l), y);
        observer.values(l + 1, y, sizes.get(l + 1).count());
        float[] swap = x;
        x = y;
        y = swap;
      }
    }
  }

  /**
   * Outputs of rows.
   *
   * @param inputs row by row
   * @param rows how many
   * @return row by row
   */
  public float[] outputs(float[] inputs, int rows) {
    int width = output().count();
    float[] outputs = new float[rows * width];
    int[] next = {0};
    observe(
        inputs,
        rows,
        (layer, values, count) -> {
          if (layer == layers.size()) {
            System.arraycopy(values, 0, outputs, next[0], count);
            next[0] += count;
          }
        });
    return outputs;
  }
}
