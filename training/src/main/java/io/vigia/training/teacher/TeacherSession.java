package io.vigia.training.teacher;

import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.Communicator;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A teacher while it grows, tree by tree. Several sessions, each with a part of the rows, grow the
 * same trees when they have joined a group: XGBoost sums their histograms. A session belongs to one
 * thread, and so does its membership.
 */
public final class TeacherSession implements AutoCloseable {
  private final boolean isMember;
  private DMatrix fit;
  private DMatrix validation;
  private Booster booster;
  private byte[] kept = new byte[0];
  private int trees;

  /**
   * Begins alone.
   *
   * @param fit rows to learn from
   * @param validation later rows
   */
  public TeacherSession(
      Teacher.Rows fit, Teacher.Rows validation, TeacherOptions options, long seed) {
    this(fit, validation, options, seed, Map.of());
  }

  /**
   * Begins as a member of a group, when all its members do.
   *
   * @param group what {@link TeacherGroup#arguments} says to this member; empty for none
   */
  public TeacherSession(
      Teacher.Rows fit,
      Teacher.Rows validation,
      TeacherOptions options,
      long seed,
      Map<String, Object> group) {
    isMember = !group.isEmpty();
    try {
      if (isMember) {
        Communicator.init(group);
      }
      this.fit = fit.matrix();
      this.validation = validation.labels().length == 0 ? null : validation.matrix();
      booster = XGBoost.train(this.fit, parameters(options, seed), 1, Map.of(), null, null);
      trees = 1;
    } catch (XGBoostError e) {
      close();
      throw Teacher.failed(e);
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

  /** Grows trees until there are so many. */
  public void growTo(int count) {
    try {
      while (trees < count) {
        booster.update(fit, trees);
        trees++;
      }
    } catch (XGBoostError e) {
      throw Teacher.failed(e);
    }
  }

  /** What it thinks of the validation rows by now, in log-odds. */
  public double[] validationLogits() {
    try {
      return validation == null ? new double[0] : Teacher.first(booster.predict(validation, true));
    } catch (XGBoostError e) {
      throw Teacher.failed(e);
    }
  }

  /** Keeps the trees that there are now, whatever grows behind them. */
  public void keep() {
    try {
      kept = booster.toByteArray();
    } catch (XGBoostError e) {
      throw Teacher.failed(e);
    }
  }

  /** The trees that were kept last, as XGBoost stores them. */
  public byte[] kept() {
    return kept;
  }

  /** Leaves the group, when all members do, and closes the session. */
  public void leave() {
    close();
    if (isMember) {
      try {
        Communicator.shutdown();
      } catch (XGBoostError e) {
        throw Teacher.failed(e);
      }
    }
  }

  /**
   * Frees the memory of the session. A member that ends so, before its time, does not wait for the
   * others; they fail when they miss it, at the latest when its thread ends.
   */
  @Override
  public void close() {
    if (booster != null) {
      booster.dispose();
      booster = null;
    }
    if (fit != null) {
      fit.dispose();
      fit = null;
    }
    if (validation != null) {
      validation.dispose();
      validation = null;
    }
  }
}
