package io.vigia.benchmarks.contender.flink;

import io.vigia.engine.row.Row;

/** A payment with its features, as Flink's serializer of plain objects takes it. */
public final class Payment {
  /** Id of the payment. */
  public long id;

  /** Event time, microseconds since 1970. */
  public long time;

  /** Customer and terminal. */
  public long[] keys;

  /** Fields and features, as in {@link Row#values}. */
  public double[] values;

  /** The score, in [0, 1]. */
  public double score;

  /** For Flink. */
  public Payment() {}

  /** A row over the same numbers: what the feature program fills is filled here. */
  Row row() {
    Row row = new Row();
    row.id = id;
    row.time = time;
    row.keys = keys;
    row.keyTexts = new String[keys.length];
    row.values = values;
    row.score = score;
    return row;
  }
}
