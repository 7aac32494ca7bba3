package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** surprise: how seldom the key has a value as large. */
final class SurpriseStep implements Step {
  private final Memory.Kind kind;
  private final int memory;
  private final int ofSlot;
  private final int slot;

  /**
   * A step.
   *
   * @param kind of the memory
   * @param memory its index in the state
   * @param ofSlot slot of the value
   * @param slot where the surprise goes
   */
  SurpriseStep(TailMemory.Kind kind, int memory, int ofSlot, int slot) {
    this.kind = kind;
    this.memory = memory;
    this.ofSlot = ofSlot;
    this.slot = slot;
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    double value = event.values[ofSlot];
    if (Double.isNaN(value) || state.isLate(position)) {
      event.values[slot] = Double.NaN;
      return;
    }
    TailMemory tail = (TailMemory) state.memory(memory, kind);
    double surprise = tail.isWarm() ? tail.surprise(value) : Double.NaN;
    tail.learn(value, surprise);
    event.values[slot] = surprise;
  }
}
