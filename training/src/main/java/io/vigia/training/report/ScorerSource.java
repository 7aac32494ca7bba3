package io.vigia.training.report;

import io.vigia.engine.score.Scorer;
import java.io.Serializable;

/**
 * How a model is loaded. Serializable, because its memory is measured in a process of its own,
 * which gets the source as a file: carry the bytes of the model, not handles.
 */
@FunctionalInterface
public interface ScorerSource extends Serializable {

  /**
   * Loads the model anew.
   *
   * @param capacity largest batch, from 1
   * @return a scorer that works on the calling thread alone; the caller closes it
   */
  Scorer open(int capacity);
}
