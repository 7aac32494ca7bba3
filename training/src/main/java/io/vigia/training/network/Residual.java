package io.vigia.training.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Adds its input to what layers make of it, so that gradients find a short way back (He et al.,
 * "Deep Residual Learning for Image Recognition", 2016).
 *
 * @param layers input side first; the last one's outputs have the shape of the inputs
 */
public record Residual(List<Layer> layers) implements Layer {
  public Residual {
    layers = List.copyOf(layers);
  }

  @Override
  public Size output(Size input) {
    Size output = input;
    for (Layer layer : layers) {
      output = layer.output(output);
    }
    if (!output.equals(input)) {
      throw new IllegalArgumentException(
          "layers that make " + output + " of " + input + " cannot be added to their input");
    }
    return output;
  }

  /** What gradients change of all layers, then the statistics of all layers. */
  @Override
  public List<float[]> weights() {
    return gather(layers.stream().map(Layer::weights).toList());
  }

  @Override
  public int statistics() {
    return layers.stream().mapToInt(Layer::statistics).sum();
  }

  @Override
  public Residual with(List<float[]> weights) {
    List<List<float[]>> each = split(weights);
    List<Layer> changed = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      changed.add(layers.get(l).with(each.get(l)));
    }
    return new Residual(changed);
  }

  /** Brings what belongs to the weights of each layer into the order of {@link #weights}. */
  <T> List<T> gather(List<List<T>> each) {
    List<T> gathered = new ArrayList<>();
    List<T> statistics = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      List<T> own = each.get(l);
      int learned = own.size() - layers.get(l).statistics();
      gathered.addAll(own.subList(0, learned));
      statistics.addAll(own.subList(learned, own.size()));
    }
    gathered.addAll(statistics);
    return gathered;
  }

  /** Sorts what belongs to {@link #weights}, in its order, by the layers. */
  <T> List<List<T>> split(List<T> all) {
    List<List<T>> each = new ArrayList<>();
    int learned = 0;
    int gathered = all.size() - statistics();
    for (Layer layer : layers) {
      int own = layer.weights().size() - layer.statistics();
      List<T> part = new ArrayList<>(all.subList(learned, learned + own));
      part.addAll(all.subList(gathered, gathered + layer.statistics()));
      learned += own;
      gathered += layer.statistics();
      each.add(part);
    }
    return each;
  }

  @Override
  public long multiplyAdds(Size input) {
    return new Network(input, layers).multiplyAdds();
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    float[] made = new Network(input, layers).outputs(x, 1);
    for (int i = 0; i < input.count(); i++) {
      y[i] = x[i] + made[i];
    }
  }
}
