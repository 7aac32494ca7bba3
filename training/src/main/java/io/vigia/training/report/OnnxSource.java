package io.vigia.training.report;

import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;

/**
 * An ONNX graph, loaded as the job loads it.
 *
 * @param graph bytes of the file
 * @param name of the file, for messages
 * @param width number of inputs
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record OnnxSource(byte[] graph, String name, int width) implements ScorerSource {
  @Override
  public Scorer open(int capacity) {
    return OnnxScorer.open(graph, name, width, capacity);
  }
}
