package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was seen in the tensors of a network as it ran over inputs: the values, counted, and the
 * number of axes. Memory holds one batch at a time.
 */
final class Activations {
  private final Map<String, Histogram> histograms = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private final Map<String, float[]> peaks = new LinkedHashMap<>();

  private Activations() {}

  /** Runs a graph with its inner tensors as further outputs. */
  static Activations observe(Graph graph, float[] inputs, int batch) {
    List<String> inner = new ArrayList<>();
    for (NodeProto node : graph.nodes()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && !graph.isOutput(output)) {
          inner.add(output);
        }
      }
    }
    Activations seen = new Activations();
    try (Runner runner = new Runner(graph.toBytes(inner))) {
      InputShape shape = runner.input();
      int width = shape.width();
      int count = inputs.length / width;
      if (count == 0 || inputs.length % width != 0) {
        throw new IllegalArgumentException(
            inputs.length + " numbers to calibrate with, expected a multiple of " + width);
      }
      Histogram first = new Histogram();
      for (float value : inputs) {
        first.add(value);
      }
      seen.histograms.put(shape.name(), first);
      seen.shapes.put(shape.name(), shape.of(1));
      seen.add(shape.name(), shape.of(count), java.nio.FloatBuffer.wrap(inputs));
      int step = runner.batch(batch);
      for (int from = 0; from < count; from += step) {
        runner.run(inputs, from, Math.min(step, count - from), seen::take);
      }
    }
    return seen;
  }

  private void take(String name, long[] shape, java.nio.FloatBuffer values) {
    shapes.put(name, shape);
    add(name, shape, values.duplicate());
    Histogram histogram = histograms.computeIfAbsent(name, key -> new Histogram());
    while (values.hasRemaining()) {
      histogram.add(values.get());
    }
  }

  /** Adds up the values of each channel, which the second axis counts, and finds the largest. */
  private void add(String name, long[] shape, java.nio.FloatBuffer values) {
    if (shape.length < 2 || values.remaining() == 0) {
      return;
    }
    int channels = (int) shape[1];
    int inner = values.remaining() / (int) shape[0] / channels;
    double[] sum = sums.computeIfAbsent(name, key -> new double[channels]);
    float[] peak = peaks.computeIfAbsent(name, key -> new float[channels]);
    for (int at = 0; values.hasRemaining(); at++) {
      float value = values.get();
      int channel = at / inner % channels;
      sum[channel] += value;
      peak[channel] = Math.max(peak[channel], Math.abs(value));
    }
  }

  /** The largest magnitude in each channel of a tensor. */
  float[] peaks(String tensor) {
    return peaks.get(tensor);
  }

  /** The mean of each channel of a tensor. */
  double[] means(String tensor) {
    double[] means = sums.get(tensor).clone();
    for (int c = 0; c < means.length; c++) {
      means[c] /= histograms.get(tensor).count() / (double) means.length;
    }
    return means;
  }

  /** Whether a tensor holds floats and was seen. */
  boolean has(String tensor) {
    return histograms.containsKey(tensor);
  }

  /**
   * The values of a tensor.
   *
   * @throws IllegalArgumentException when it was not seen, or values in it were not finite
   */
  Histogram of(String tensor) {
    Histogram seen = histograms.get(tensor);
    if (seen == null || seen.count() == 0) {
      throw new IllegalArgumentException("tensor " + tensor + " was not seen in calibration");
    }
    if (seen.strange() > 0) {
      throw new IllegalArgumentException(
          "tensor "
              + tensor
              + " has "
              + seen.strange()
              + " values that are not finite, which 8 bits cannot hold; calibrate with inputs that"
              + " have none");
    }
    return seen;
  }

  /** How many axes a tensor has; 0 where that is not known. */
  int rank(String tensor) {
    return shapes.containsKey(tensor) ? shapes.get(tensor).length : 0;
  }

  /** How many channels a tensor has, which its second axis counts; 0 where that is not known. */
  int channels(String tensor) {
    return rank(tensor) < 2 ? 0 : Math.toIntExact(shapes.get(tensor)[1]);
  }
}
