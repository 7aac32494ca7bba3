package io.vigia.training.teacher;

import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import java.util.Arrays;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** The teacher as a scorer, to be measured beside what runs in the job. */
final class TeacherScorer implements Scorer {
  private final Booster booster;
  private final int width;
  private final int capacity;
  private final Runnable end;
  private final float[] inputs;
  // XGBoost takes an array of just the batch's length; the last one is kept.
  private float[] batch = new float[0];
  private float[][] scores = new float[0][];

  TeacherScorer(Booster booster, int width, int capacity, Runnable end) {
    this.booster = booster;
    this.width = width;
    this.capacity = capacity;
    this.end = end;
    this.inputs = new float[capacity * width];
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void put(int row, double[] values, int from) {
    for (int i = 0; i < width; i++) {
      // Beyond the range of floats, the largest one: XGBoost refuses infinities.
      inputs[row * width + i] =
          (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, values[from + i]));
    }
  }

  @Override
  public void run(int rows) {
    if (batch.length != rows * width) {
      batch = Arrays.copyOf(inputs, rows * width);
    } else {
      System.arraycopy(inputs, 0, batch, 0, batch.length);
    }
    try {
      scores = booster.inplace_predict(batch, rows, width, Float.NaN);
    } catch (XGBoostError e) {
      throw new ScoringException("the teacher failed: " + e.getMessage(), e);
    }
  }

  @Override
  public double score(int row) {
    return scores[row][0];
  }

  @Override
  public void close() {
    end.run();
  }
}
