package io.vigia.engine.model;

import io.vigia.engine.score.Scorer;
import io.vigia.schemas.ModelRef;

/**
 * A graph of a folder, or its forest.
 *
 * @param path its file, for messages
 * @param bytes the file
 * @param ref how alerts name it
 * @param width number of inputs that the detector's features make
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
record Graph(String path, byte[] bytes, ModelRef ref, int width) {

  /**
   * A scorer of its own.
   *
   * @throws DetectorException when the file is no such graph
   */
  Scorer scorer(int capacity) {
    return ModelFile.open(bytes, path, width, capacity);
  }
}
