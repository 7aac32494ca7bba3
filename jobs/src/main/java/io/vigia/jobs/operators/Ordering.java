package io.vigia.jobs.operators;

/** In which order a keyed stage takes its records. */
public enum Ordering {
  /** As they come: the lowest latency. */
  ARRIVAL,
  /** By event time, then labels before events, then id, once the watermark has passed. */
  EVENT_TIME
}
