package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/** Where the weights of a node have their outputs. */
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
}
