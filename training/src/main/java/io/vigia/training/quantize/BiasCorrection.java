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
    double[] shifts = new double[outputs];
    for (int i = 0; i < exact.length; i++) {
      int output = layout.output(weights, i);
      double error = exact[i] - rounded.weights()[i] * (double) rounded.scales()[output];
      shifts[output] += error * means[layout.input(weights, i)];
    }
    float[] correction = new float[outputs];
    for (int j = 0; j < outputs; j++) {
      correction[j] = (float) shifts[j];
    }
    return correction;
  }
}
