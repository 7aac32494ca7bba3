package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import java.util.Arrays;

/**
 * Where windows begin and end in the log of the event at hand. Windows of a stage share their
 * boundaries (seven days back is seven days back, whatever is summed), so each is searched once an
 * event, and only when a step asks for it.
 */
final class Boundaries {
  private static final int UNKNOWN = -1;

  private long[] distances = {};
  private int[] found = {};

  /** The window (t − delay − length, t − delay] before an event of time t, in microseconds. */
  Window window(long length, long delay) {
    return new Window(
        this,
        length,
        delay,
        length == Long.MAX_VALUE ? UNKNOWN : add(delay + length),
        delay == 0 ? UNKNOWN : add(delay));
  }

  private int add(long distance) {
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] == distance) {
        return i;
      }
    }
    distances = Arrays.copyOf(distances, distances.length + 1);
    found = Arrays.copyOf(found, distances.length);
    distances[distances.length - 1] = distance;
    return distances.length - 1;
  }

  /** Another event, or another log: nothing found so far holds any more. */
  void reset() {
    Arrays.fill(found, UNKNOWN);
  }

  /** Index of the first entry that is less than the boundary's distance before the event. */
  int after(int boundary, Row event, EventLog log) {
    int known = found[boundary];
    if (known == UNKNOWN) {
      known = log.times.after(event.time - distances[boundary]);
      found[boundary] = known;
    }
    return known;
  }
}
