package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Optional;

/**
 * What a batch normalisation does once training is over: each channel times a factor, plus an
 * offset.
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record BatchNormalisation(float[] factors, float[] offsets) {
  private static final float USUAL_EPSILON = 1e-5f;

  /** Of a node; empty where its numbers are not constant. */
  static Optional<BatchNormalisation> of(Graph graph, NodeProto node) {
    Optional<float[]> scale = graph.floats(node, 1);
    Optional<float[]> shift = graph.floats(node, 2);
    Optional<float[]> mean = graph.floats(node, 3);
    Optional<float[]> variance = graph.floats(node, 4);
    if (scale.isEmpty() || shift.isEmpty() || mean.isEmpty() || variance.isEmpty()) {
      return Optional.empty();
    }
    double epsilon = Attributes.number(node, "epsilon", USUAL_EPSILON);
    float[] factors = new float[scale.get().length];
    float[] offsets = new float[factors.length];
    for (int c = 0; c < factors.length; c++) {
      double factor = scale.get()[c] / Math.sqrt(variance.get()[c] + epsilon);
      factors[c] = (float) factor;
      offsets[c] = (float) (shift.get()[c] - mean.get()[c] * factor);
    }
    return Optional.of(new BatchNormalisation(factors, offsets));
  }
}
