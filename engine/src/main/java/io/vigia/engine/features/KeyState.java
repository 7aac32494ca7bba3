package io.vigia.engine.features;

/** What a {@link KeyedStage} remembers of one key. Its content is the stage's affair. */
public final class KeyState {
  KeyState() {}
}
