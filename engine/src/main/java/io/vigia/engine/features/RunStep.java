package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** nearest: how far the latest values lie from what the key has shown before. */
final class RunStep implements Step {
  private final Memory.Kind kind;
  private final int memory;
  private final int ofSlot;
  private final int slot;
  private final float[] scratch;

  /**
   * A step.
   *
   * @param kind of the memory
   * @param memory its index in the state
   * @param ofSlot slot of the value
   * @param slot where the distance goes
   */
  RunStep(RunMemory.Kind kind, int memory, int ofSlot, int slot) {
    this.kind = kind;
    this.memory = memory;
    this.ofSlot = ofSlot;
    this.slot = slot;
    scratch = new float[kind.most()];
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    event.values[slot] =
        state.isLate(position)
            ? Double.NaN
            : ((RunMemory) state.memory(memory, kind)).next(event.values[ofSlot], scratch);
  }
}
