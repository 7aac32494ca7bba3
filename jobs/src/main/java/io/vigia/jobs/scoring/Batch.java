package io.vigia.jobs.scoring;

import io.vigia.engine.row.Row;
import io.vigia.engine.score.Scorer;
import java.util.Arrays;
import org.apache.flink.streaming.api.watermark.Watermark;

/** Rows on their way through the operator, in their order, and the watermark behind them. */
final class Batch implements Attempt.Inputs {
  final Row[] rows;
  final long[] timestamps;
  private final int firstFeature;

  /** Rows in it. */
  int size;

  /** When its first row came, in milliseconds of the task's clock. */
  long arrived;

  /** The last watermark that came behind one of its rows; {@code null} for none. */
  Watermark watermark;

  /** Who scores it; {@code null} while nobody does, and once it was answered. */
  Worker worker;

  /** Whether all of its rows have their answer. */
  boolean answered;

  Batch(int capacity, int firstFeature) {
    this.rows = new Row[capacity];
    this.timestamps = new long[capacity];
    this.firstFeature = firstFeature;
  }

  void add(Row row, long timestamp) {
    rows[size] = row;
    timestamps[size] = timestamp;
    size++;
  }

  @Override
  public void put(int row, Scorer scorer, int place) {
    scorer.put(place, rows[row].values, firstFeature);
  }

  /** Copies the inputs of all rows, one behind the other. */
  void copyInputs(int width, double[] into) {
    for (int i = 0; i < size; i++) {
      System.arraycopy(rows[i].values, firstFeature, into, i * width, width);
    }
  }

  /** Makes it ready for other rows. */
  void clear() {
    Arrays.fill(rows, 0, size, null);
    size = 0;
    watermark = null;
    worker = null;
    answered = false;
  }
}
