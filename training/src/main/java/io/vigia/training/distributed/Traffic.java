package io.vigia.training.distributed;

import java.io.Serializable;

/**
 * What has travelled between the coordinator and all workers together. The rows themselves travel
 * once, from the features to their worker, and are not part of it.
 *
 * @param questions how many questions all were asked
 * @param bytesDown bytes of questions to the workers
 * @param bytesUp bytes of their answers
 */
public record Traffic(long questions, long bytesDown, long bytesUp) implements Serializable {
  /** None yet. */
  static final Traffic NONE = new Traffic(0, 0, 0);

  /** With another question. */
  Traffic plus(long down, long up) {
    return new Traffic(questions + 1, bytesDown + down, bytesUp + up);
  }
}
