package io.vigia.engine.forest;

import com.amazon.randomcutforest.RandomCutForest;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;

/**
 * Scores rows by a random cut forest that does not change: an event is never learned from. The
 * score is 1 / (1 + exp(−(slope · ln(a + {@value #FLOOR}) + shift))), a being the forest's anomaly
 * score: it rises with it and nothing else.
 *
 * <p>The library makes visitors anew for each tree and row; it is the one scorer that allocates.
 */
public final class ForestScorer implements Scorer {
  /** Added to anomaly scores: the logarithm of 0 is none. */
  public static final double FLOOR = 1e-6;

  private final String path;
  private final ForestFile file;
  private final RandomCutForest forest;
  private final float[][] points;
  private final double[] scores;
  private boolean closed;

  private ForestScorer(String path, ForestFile file, int capacity) {
    this.path = path;
    this.file = file;
    this.forest = file.newForest(path);
    this.points = new float[capacity][file.inputs().width()];
    this.scores = new double[capacity];
  }

  /**
   * Opens a file.
   *
   * @param bytes the file
   * @param path of it, for messages
   * @param width number of inputs
   * @param capacity largest batch, from 1
   * @throws IllegalArgumentException when it is no forest of so many inputs
   */
  public static ForestScorer open(byte[] bytes, String path, int width, int capacity) {
    return new ForestScorer(path, ForestFile.read(bytes, path, width), capacity);
  }

  @Override
  public int width() {
    return file.inputs().width();
  }

  @Override
  public int capacity() {
    return scores.length;
  }

  @Override
  public void put(int row, double[] values, int from) {
    file.inputs().point(values, from, points[row]);
  }

  @Override
  public void run(int rows) {
    if (closed) {
      throw new ScoringException("the scorer is closed");
    }
    if (rows < 1 || rows > scores.length) {
      throw new IllegalArgumentException("rows is " + rows + ", expected 1 to " + scores.length);
    }
    for (int i = 0; i < rows; i++) {
      scores[i] = score(points[i]);
    }
  }

  private double score(float[] point) {
    double anomaly;
    try {
      anomaly = forest.getAnomalyScore(point);
    } catch (RuntimeException | StackOverflowError e) {
      throw new ScoringException(path + ": the forest cannot be walked: " + e, e);
    }
    double score = 1 / (1 + Math.exp(-(file.slope() * Math.log(anomaly + FLOOR) + file.shift())));
    // Written so that NaN fails it.
    if (!(score >= 0 && score <= 1)) {
      throw new ScoringException(
          path + ": the forest's anomaly score is " + anomaly + "; expected a number above 0");
    }
    return score;
  }

  @Override
  public double score(int row) {
    return scores[row];
  }

  @Override
  public void close() {
    closed = true;
  }
}
