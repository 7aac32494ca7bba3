package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/**
 * The stretch of a key's events before an event: (t − delay − length, t − delay].
 *
 * @param length in microseconds; {@link Long#MAX_VALUE} for all there is
 * @param delay in microseconds
 */
record Window(long length, long delay) {

  /** End of the window, inclusive. */
  long to(Row event) {
    return event.time - delay;
  }

  /** Start of the window, exclusive. */
  long from(Row event) {
    return length == Long.MAX_VALUE ? Long.MIN_VALUE : event.time - delay - length;
  }

  /**
   * Index behind the last entry of the window. Without delay that entry is the event itself:
   * another of the same time that stands behind it is not seen.
   */
  int end(Row event, KeyState state, int position) {
    return delay == 0 ? position + 1 : state.log.times.after(to(event));
  }

  /** Index of the first entry of the window. */
  int start(Row event, KeyState state) {
    return length == Long.MAX_VALUE ? 0 : state.log.times.after(from(event));
  }
}
