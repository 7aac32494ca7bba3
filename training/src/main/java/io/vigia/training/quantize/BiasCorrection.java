package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/**
 * Rounded weights shift a layer's outputs by the rounding errors times the mean inputs, on average;
 * the biases take that back (Nagel et al., "Data-Free Quantization Through Weight Equalization and
 * Bias Correction", 2019, section 4.2, with means seen in calibration). At padded borders, where
 * inputs are 0, it is off a little.
 */
final class BiasCorrection {
  private BiasCorrection() {}

  /**
   * What to add to the biases of a node, by output.
   *
   * @param weights of the node, in fp32
   * @param rounded the same in steps
   * @param means of the node's input, by channel
   */
  static float[] of(NodeProto node, TensorProto weights, QuantizedWeights rounded, double[] means) {
    Weights layout = new Weights(node);
    float[] exact = Tensors.floats(weights);
    int outputs = Tensors.dimension(weights, layout.axis());
    int inner = layout.inner(weights);
    double[] shifts = new double[outputs];
    for (int i = 0; i < exact.length; i++) {
      int output = i / inner % outputs;
      double error = exact[i] - rounded.weights()[i] * (double) rounded.scales()[output];
      shifts[output] += error * means[channel(node, weights, i, output)];
    }
    float[] correction = new float[outputs];
    for (int j = 0; j < outputs; j++) {
      correction[j] = (float) shifts[j];
    }
    return correction;
  }

  /** The input channel that a weight multiplies. */
  private static int channel(NodeProto node, TensorProto weights, int at, int output) {
    if (!node.getOpType().equals("Conv")) {
      int columns = Tensors.dimension(weights, 1);
      return new Weights(node).axis() == 1 ? at / columns : at % columns;
    }
    int groups = (int) Attributes.integer(node, "group", 1);
    int outputs = Tensors.dimension(weights, 0);
    int inputsOfGroup = Tensors.dimension(weights, 1);
    int kernel = Tensors.size(weights) / outputs / inputsOfGroup;
    return output / (outputs / groups) * inputsOfGroup + at / kernel % inputsOfGroup;
  }
}
