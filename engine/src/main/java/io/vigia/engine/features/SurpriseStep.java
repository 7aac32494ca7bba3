package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** surprise: how seldom the key has a value as large. */
final class SurpriseStep implements Step {
  static final int NO_PRIOR = -1;

  private final TailMemory.Kind kind;
  private final int memory;
  private final int ofSlot;
  private final int priorSlot;
  private final int slot;

  /**
   * A step.
   *
   * @param kind of the memory
   * @param memory its index in the state
   * @param ofSlot slot of the value
   * @param priorSlot slot of the mean that the values are taken to have at first, or {@link
   *     #NO_PRIOR}
   * @param slot where the surprise goes
   */
  SurpriseStep(TailMemory.Kind kind, int memory, int ofSlot, int priorSlot, int slot) {
    this.kind = kind;
    this.memory = memory;
    this.ofSlot = ofSlot;
    this.priorSlot = priorSlot;
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
    double surprise = tail.isWarm() ? tail.surprise(value) : byPrior(event, value);
    tail.learn(value, surprise);
    event.values[slot] = surprise;
  }

  /** Of exponentially distributed values: the value divided by their mean. */
  private double byPrior(Row event, double value) {
    double mean = priorSlot == NO_PRIOR ? Double.NaN : event.values[priorSlot];
    return mean > 0 ? Math.min(Math.max(value, 0) / mean, kind.clip()) : Double.NaN;
  }
}
