package io.vigia.training.teacher;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import io.vigia.training.report.ScorerSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
  private static final int ROUNDS_BETWEEN_LOOKS = 5;

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

    private DMatrix matrix() throws XGBoostError {
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
    DMatrix known = null;
    DMatrix later = null;
    Booster booster = null;
    try {
      known = fit.matrix();
      later = validation.matrix();
      booster = XGBoost.train(known, parameters(options, seed), 1, Map.of(), null, null);
      double[] truth = validation.truth();
      byte[] best = booster.toByteArray();
      double quality = quality(booster, later, truth);
      int trees = 1;
      for (int round = 1; round < options.rounds(); round++) {
        booster.update(known, round);
        if ((round + 1) % ROUNDS_BETWEEN_LOOKS == 0 || round + 1 == options.rounds()) {
          double now = quality(booster, later, truth);
          if (now > quality) {
            quality = now;
            trees = round + 1;
            best = booster.toByteArray();
          } else if (round + 1 - trees >= options.patience()) {
            break;
          }
        }
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "teacher: %d trees, average precision on later events %.4f",
              trees,
              quality));
      return new Teacher(best, fit.width());
    } catch (XGBoostError | IOException e) {
      throw failed(e);
    } finally {
      dispose(known, later);
      if (booster != null) {
        booster.dispose();
      }
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

  private static Map<String, Object> parameters(TeacherOptions options, long seed) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("tree_method", "hist");
    parameters.put("max_depth", options.depth());
    parameters.put("eta", options.learningRate());
    parameters.put("min_child_weight", options.childWeight());
    parameters.put("subsample", options.rowShare());
    parameters.put("colsample_bytree", options.inputShare());
    parameters.put("seed", seed & Integer.MAX_VALUE);
    // Sums of several threads depend on how many there are.
    parameters.put("nthread", 1);
    parameters.put("verbosity", 0);
    return parameters;
  }

  private static double quality(Booster booster, DMatrix rows, double[] truth) throws XGBoostError {
    return Metrics.of(first(booster.predict(rows, true)), truth).averagePrecision();
  }

  private static double[] first(float[][] predictions) {
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

  private static IllegalStateException failed(Exception e) {
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
