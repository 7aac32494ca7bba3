package io.vigia.engine.model;

import io.vigia.engine.forest.ForestFile;
import io.vigia.engine.forest.ForestScorer;
import io.vigia.engine.onnx.ModelException;
import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.engine.score.Scorer;

/** Opens what scores in a folder: an ONNX graph or a random cut forest. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * A scorer of a file.
   *
   * @param bytes the file
   * @param path of it, for messages
   * @param width number of inputs
   * @param capacity largest batch, from 1
   * @throws DetectorException when the file is neither
   */
  public static Scorer open(byte[] bytes, String path, int width, int capacity) {
    try {
      return ForestFile.isForest(bytes)
          ? ForestScorer.open(bytes, path, width, capacity)
          : OnnxScorer.open(bytes, path, width, capacity);
    } catch (ModelException | IllegalArgumentException e) {
      throw new DetectorException(e.getMessage(), e);
    }
  }
}
