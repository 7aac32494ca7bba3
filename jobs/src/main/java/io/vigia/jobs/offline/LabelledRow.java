package io.vigia.jobs.offline;

/** The features of an event with its truth, on the way to whoever learns from them. */
public class LabelledRow {
  /** Number of the event's id. */
  public long id;

  /** Place of the event in the files. */
  public long place;

  /** Event time, microseconds since 1970. */
  public long time;

  /** The truth, 1 = fraud or anomaly, whenever it became known; NaN = unknown. */
  public double label;

  /** The features in their order; NaN = missing. */
  public double[] features;
}
