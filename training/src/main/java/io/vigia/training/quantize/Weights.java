package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/** How the weights of a node lie: which output and which input each belongs to. */
record Weights(NodeProto node) {

  /** The axis that counts outputs. */
  int axis() {
    return switch (node.getOpType()) {
      case "MatMul" -> 1;
      case "Gemm" -> Attributes.integer(node, "transB", 0) == 0 ? 1 : 0;
      default -> 0;
    };
  }

  /** How many weights lie between two outputs. */
  int inner(TensorProto weights) {
    int inner = 1;
    for (int d = axis() + 1; d < weights.getDimsCount(); d++) {
      inner *= Tensors.dimension(weights, d);
    }
    return inner;
  }

  /** The output that a weight belongs to. */
  int output(TensorProto weights, int at) {
    return at / inner(weights) % Tensors.dimension(weights, axis());
  }

  /** The input, or input channel, that a weight multiplies. */
  int input(TensorProto weights, int at) {
    if (!node.getOpType().equals("Conv")) {
      int columns = Tensors.dimension(weights, 1);
      return axis() == 1 ? at / columns : at % columns;
    }
    int groups = (int) Attributes.integer(node, "group", 1);
    int outputs = Tensors.dimension(weights, 0);
    int inputsOfGroup = Tensors.dimension(weights, 1);
    int kernel = Tensors.size(weights) / outputs / inputsOfGroup;
    return output(weights, at) / (outputs / groups) * inputsOfGroup + at / kernel % inputsOfGroup;
  }
}
