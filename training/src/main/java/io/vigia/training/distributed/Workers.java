package io.vigia.training.distributed;

import java.io.Serializable;
import java.util.List;

/** All workers of a training, wherever they are. */
interface Workers {

  /** How many there are. */
  int count();

  /**
   * Asks all of them and waits for the answers.
   *
   * @return the answers, in the order of the workers
   */
  <A extends Serializable> List<A> ask(Question<A> question);

  /** What has travelled so far. */
  Traffic traffic();
}
