package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** One thing done with an event inside a keyed stage. */
interface Step {

  /**
   * Works on an event that stands in the log.
   *
   * @param event the event, whose slots it reads and fills
   * @param state the state of its key
   * @param position where the event stands in the log
   */
  void run(Row event, KeyState state, int position);
}
