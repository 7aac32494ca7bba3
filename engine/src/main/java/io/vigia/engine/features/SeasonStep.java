package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** usual and outside: what earlier periods say of the value at this time of the period. */
final class SeasonStep implements Step {
  private static final int NONE = -1;

  private final Memory.Kind kind;
  private final int memory;
  private final int ofSlot;
  private int usualSlot = NONE;
  private int outsideSlot = NONE;

  /**
   * A step that fills nothing yet.
   *
   * @param kind of the memory
   * @param memory its index in the state
   * @param ofSlot slot of the value
   */
  SeasonStep(SeasonProfile.Kind kind, int memory, int ofSlot) {
    this.kind = kind;
    this.memory = memory;
    this.ofSlot = ofSlot;
  }

  /** Whether it looks at the same values in the same way, and has this function still to fill. */
  boolean canServe(SeasonProfile.Kind otherKind, int otherOfSlot, boolean isUsual) {
    return kind.equals(otherKind)
        && ofSlot == otherOfSlot
        && (isUsual ? usualSlot : outsideSlot) == NONE;
  }

  /** Fills a slot with what is usual, or with how far the value lies outside. */
  void fill(boolean isUsual, int slot) {
    if (isUsual) {
      usualSlot = slot;
    } else {
      outsideSlot = slot;
    }
  }

  @Override
  public void run(Row event, KeyState state, int position) {
    double usual = Double.NaN;
    double outside = Double.NaN;
    if (!state.isLate(position)) {
      SeasonProfile profile = (SeasonProfile) state.memory(memory, kind);
      profile.turnTo(event.time);
      int at = profile.slot(event.time);
      double value = event.values[ofSlot];
      if (profile.knows(at)) {
        usual = profile.mean(at);
        outside = Double.isNaN(value) ? Double.NaN : profile.outside(at, value);
      }
      if (!Double.isNaN(value)) {
        profile.learn(value);
      }
    }
    if (usualSlot != NONE) {
      event.values[usualSlot] = usual;
    }
    if (outsideSlot != NONE) {
      event.values[outsideSlot] = outside;
    }
  }
}
