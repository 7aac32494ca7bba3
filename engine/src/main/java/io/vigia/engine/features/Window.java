package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/**
 * The stretch of a key's events before an event: (t − delay − length, t − delay]. Made by {@link
 * Boundaries#window}.
 */
final class Window {
  private final Boundaries boundaries;
  private final long length;
  private final long delay;
  private final int start;
  private final int end;

  /**
   * A window.
   *
   * @param boundaries those of its stage
   * @param length in microseconds; {@link Long#MAX_VALUE} for all there is
   * @param delay in microseconds
   * @param start its start among the boundaries, where it has a length
   * @param end its end among the boundaries, where it has a delay
   */
  Window(Boundaries boundaries, long length, long delay, int start, int end) {
    this.boundaries = boundaries;
    this.length = length;
    this.delay = delay;
    this.start = start;
    this.end = end;
  }

  long delay() {
    return delay;
  }

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
    return delay == 0 ? position + 1 : boundaries.after(end, event, state.log);
  }

  /** Index of the first entry of the window. */
  int start(Row event, KeyState state) {
    return length == Long.MAX_VALUE ? 0 : boundaries.after(start, event, state.log);
  }
}
