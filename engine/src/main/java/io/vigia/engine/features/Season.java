package io.vigia.engine.features;

/**
 * The same time of each period: of the day, of the week.
 *
 * @param period length of the period in microseconds
 * @param around half width of the slot in microseconds
 */
record Season(long period, long around) {

  /** Whether an event of a time lies in the slot around another time. */
  boolean holds(long eventTime, long time) {
    long distance = Math.floorMod(time - eventTime, period);
    return Math.min(distance, period - distance) <= around;
  }

  /** The share of a tile that lies in the slot: all or nothing of a tile shorter than the slot. */
  double share(long start, long end, long time) {
    return end - start > around
        ? Math.min(1, 2.0 * around / period)
        : holds(start + (end - start) / 2, time) ? 1 : 0;
  }
}
