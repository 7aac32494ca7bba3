package io.vigia.training.report;

import io.vigia.engine.forest.ForestScorer;
import io.vigia.engine.score.Scorer;

/**
 * A random cut forest, loaded as the job loads it.
 *
 * @param forest bytes of the file
 * @param name of the file, for messages
 * @param width number of inputs
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record ForestSource(byte[] forest, String name, int width) implements ScorerSource {
  @Override
  public Scorer open(int capacity) {
    return ForestScorer.open(forest, name, width, capacity);
  }
}
