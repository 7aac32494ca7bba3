package io.vigia.training.distributed;

/** The workers are gone, so that no answer will come. */
final class ConversationEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConversationEndedException() {
    super("the workers of the training are gone");
  }
}
