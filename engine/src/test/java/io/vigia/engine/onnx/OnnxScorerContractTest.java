package io.vigia.engine.onnx;

import io.vigia.engine.score.AbstractScorerContract;
import io.vigia.engine.score.Scorer;

class OnnxScorerContractTest extends AbstractScorerContract {
  @Override
  protected Scorer firstInput(int width, int capacity) {
    return OnnxScorer.open(OnnxGraphs.firstFeature(width, true), "first.onnx", width, capacity);
  }
}
