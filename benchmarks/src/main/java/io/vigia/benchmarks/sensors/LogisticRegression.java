package io.vigia.benchmarks.sensors;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Logistic regression by Newton's method, with a little weight decay so that it always ends. */
final class LogisticRegression implements OccupancyFile.Rule {
  private static final int STEPS = 30;
  private static final double DECAY = 1e-3;
  private static final double SMALLEST = 1e-9;

  private final int[] columns;
  private final double[] mean;
  private final double[] deviation;
  private final double[] weights;

  private LogisticRegression(int[] columns) {
    this.columns = columns;
    this.mean = new double[columns.length];
    this.deviation = new double[columns.length];
    this.weights = new double[columns.length + 1];
  }

  /**
   * Learns.
   *
   * @param columns of the values that it sees
   */
  static LogisticRegression fit(OccupancyFile file, int... columns) {
    LogisticRegression made = new LogisticRegression(columns);
    made.standardise(file);
    for (int step = 0; step < STEPS; step++) {
      made.step(file);
    }
    return made;
  }

  private void standardise(OccupancyFile file) {
    for (int j = 0; j < columns.length; j++) {
      double sum = 0;
      double squares = 0;
      for (double[] values : file.values()) {
        sum += values[columns[j]];
        squares += values[columns[j]] * values[columns[j]];
      }
      mean[j] = sum / file.rows();
      double variance = squares / file.rows() - mean[j] * mean[j];
      // Of a constant only rounding is left, which must not be blown up.
      deviation[j] = Math.sqrt(Math.max(variance, SMALLEST * squares / file.rows())) + SMALLEST;
    }
  }

  private void step(OccupancyFile file) {
    int size = weights.length;
    DMatrixRMaj hessian = CommonOps_DDRM.identity(size);
    CommonOps_DDRM.scale(DECAY, hessian);
    DMatrixRMaj gradient = new DMatrixRMaj(size, 1);
    for (int j = 0; j < size; j++) {
      gradient.set(j, 0, DECAY * weights[j]);
    }
    double[] x = new double[size];
    for (int i = 0; i < file.rows(); i++) {
      double probability = 1 / (1 + Math.exp(-logit(file.values()[i], x)));
      double wrong = probability - (file.occupied()[i] ? 1 : 0);
      double weight = probability * (1 - probability);
      for (int j = 0; j < size; j++) {
        gradient.add(j, 0, wrong * x[j]);
        for (int k = 0; k < size; k++) {
          hessian.add(j, k, weight * x[j] * x[k]);
        }
      }
    }
    DMatrixRMaj step = new DMatrixRMaj(size, 1);
    CommonOps_DDRM.solve(hessian, gradient, step);
    for (int j = 0; j < size; j++) {
      weights[j] -= step.get(j, 0);
    }
  }

  private double logit(double[] values, double[] x) {
    double logit = 0;
    for (int j = 0; j < columns.length; j++) {
      x[j] = (values[columns[j]] - mean[j]) / deviation[j];
      logit += weights[j] * x[j];
    }
    x[columns.length] = 1;
    return logit + weights[columns.length];
  }

  @Override
  public boolean says(double[] values) {
    return logit(values, new double[weights.length]) > 0;
  }
}
