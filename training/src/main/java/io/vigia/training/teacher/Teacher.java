package io.vigia.training.teacher;

import io.vigia.engine.score.Scorer;
import io.vigia.training.report.ScorerSource;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient-boosted trees (Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016) on
 * all features as they are, missing ones included: larger and slower than what runs in the job, and
 * what the small network learns from.
 */
public final class Teacher implements AutoCloseable {
  private final Booster booster;
  private final byte[] bytes;
  private final int width;

  private Teacher(byte[] bytes, int width) throws XGBoostError, IOException {
    this.booster = XGBoost.loadModel(bytes);
    booster.setParam("nthread", 1);
    this.bytes = bytes;
    this.width = width;
  }

  /**
   * Rows with their truth.
   *
   * @param inputs row by row; NaN = missing
   * @param labels 1 = fraud or anomaly, 0 = normal
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Rows(float[] inputs, float[] labels) {
    int width() {
      return inputs.length / labels.length;
    }

    DMatrix matrix() throws XGBoostError {
      DMatrix matrix = new DMatrix(inputs, labels.length, width(), Float.NaN);
      matrix.setLabel(labels);
      return matrix;
    }

    private double[] truth() {
      double[] truth = new double[labels.length];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = labels[i];
      }
      return truth;
    }
  }

  /**
   * Trains until the average precision on the validation rows gets no better, and keeps the trees
   * of the best round. The same rows and seed make the same trees on the same machine.
   *
   * @param fit rows to learn from
   * @param validation later rows
   * @param progress receives a line when it is done
   */
  public static Teacher train(
      Rows fit, Rows validation, TeacherOptions options, long seed, Consumer<String> progress) {
    try (TeacherSession session = new TeacherSession(fit, validation, options, seed)) {
      TeacherGrowth.Best best =
          new TeacherGrowth(options, validation.truth())
              .run(
                  trees -> {
                    session.growTo(trees);
                    return session.validationLogits();
                  },
                  session::keep);
      progress.accept(
          String.format(
              Locale.ROOT,
              "teacher: %d trees, average precision on later events %.4f",
              best.trees(),
              best.quality()));
      return of(session.kept(), fit.width());
    }
  }

  /**
   * The teacher of a stored model.
   *
   * @param bytes what {@link #bytes} gave
   * @param width number of inputs
   */
  public static Teacher of(byte[] bytes, int width) {
    try {
      return new Teacher(bytes, width);
    } catch (XGBoostError | IOException e) {
      throw failed(e);
    }
  }

  /** Loads the model that {@link #bytes} gave; its scorer ends it when it is closed itself. */
  static Scorer open(byte[] bytes, int width, int capacity) {
    try {
      Teacher teacher = new Teacher(bytes, width);
      return new TeacherScorer(teacher.booster, width, capacity, teacher::close);
    } catch (XGBoostError | IOException e) {
      throw failed(e);
    }
  }

  static double[] first(float[][] predictions) {
    double[] values = new double[predictions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = predictions[i][0];
    }
    return values;
  }

  /**
   * What it thinks of rows, in log-odds.
   *
   * @param inputs row by row; NaN = missing
   */
  public double[] logits(float[] inputs) {
    DMatrix rows = null;
    try {
      rows = new DMatrix(inputs, inputs.length / width, width, Float.NaN);
      return first(booster.predict(rows, true));
    } catch (XGBoostError e) {
      throw failed(e);
    } finally {
      dispose(rows);
    }
  }

  /** The model as XGBoost stores it (Universal Binary JSON). */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * How a scorer of it is loaded where it is not itself, as in the process that measures memory.
   */
  public ScorerSource source() {
    return new Source(bytes, width);
  }

  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  private record Source(byte[] bytes, int width) implements ScorerSource {
    @Override
    public Scorer open(int capacity) {
      return Teacher.open(bytes, width, capacity);
    }
  }

  /** Number of trees. */
  public int trees() {
    try {
      return booster.getNumBoostedRound();
    } catch (XGBoostError e) {
      throw failed(e);
    }
  }

  /** Comparisons for one row: the mean depth of a tree's leaves, summed over the trees. */
  public long comparisons() {
    try {
      double sum = 0;
      for (String tree : booster.getModelDump("", false)) {
        sum +=
            tree.lines()
                .filter(line -> line.contains("leaf="))
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .average()
                .orElseThrow();
      }
      return Math.round(sum);
    } catch (XGBoostError e) {
      throw failed(e);
    }
  }

  /** Numbers that were learned: a threshold for each split, a value for each leaf. */
  public long parameters() {
    try {
      long numbers = 0;
      for (String tree : booster.getModelDump("", false)) {
        numbers += tree.lines().count();
      }
      return numbers;
    } catch (XGBoostError e) {
      throw failed(e);
    }
  }

  /**
   * A scorer that answers as XGBoost does fastest, in place; belongs to one thread. It lives no
   * longer than the teacher.
   *
   * @param capacity largest batch
   */
  public Scorer scorer(int capacity) {
    return new TeacherScorer(booster, width, capacity, () -> {});
  }

  static IllegalStateException failed(Exception e) {
    return new IllegalStateException("XGBoost failed: " + e.getMessage(), e);
  }

  private static void dispose(DMatrix... matrices) {
    for (DMatrix matrix : matrices) {
      if (matrix != null) {
        matrix.dispose();
      }
    }
  }

  @Override
  public void close() {
    booster.dispose();
  }
}
