package io.vigia.training.distributed;

import io.vigia.engine.pca.Moments;
import java.io.Serializable;

/**
 * What one pass tells of an input over a worker's rows.
 *
 * @param missing how many values are missing
 * @param min the smallest value; infinity where there is none
 * @param max the largest value; minus infinity where there is none
 * @param moments mean and variance of the others
 */
record ColumnSummary(long missing, double min, double max, Moments moments)
    implements Serializable {

  /** Of the rows of both. */
  ColumnSummary plus(ColumnSummary other) {
    Moments both = new Moments(1);
    both.merge(moments);
    both.merge(other.moments);
    return new ColumnSummary(
        missing + other.missing, Math.min(min, other.min), Math.max(max, other.max), both);
  }
}
