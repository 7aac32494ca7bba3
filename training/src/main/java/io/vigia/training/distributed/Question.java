package io.vigia.training.distributed;

import java.io.Serializable;

/**
 * What all workers are asked at a time. It travels to them and is answered there.
 *
 * @param <A> what they answer
 */
interface Question<A extends Serializable> extends Serializable {

  /** The answer of one worker, of its own rows. */
  A ask(Worker worker);
}
