package io.vigia.training.outlier;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import java.util.SplittableRandom;

/**
 * Events whose inputs depend on each other, and some that break the bonds: each of their inputs is
 * usual by itself.
 */
public final class Bonds {
  /** Number of inputs. */
  public static final int WIDTH = 8;

  /** Share of events that break the bonds. */
  public static final double SHARE = 0.02;

  private Bonds() {}

  /** Eight sums of three causes, with a little noise. */
  public static FeatureTable linear(int rows, long seed) {
    SplittableRandom mixing = new SplittableRandom(99);
    double[] mix = new double[3 * WIDTH];
    for (int i = 0; i < mix.length; i++) {
      mix[i] = mixing.nextGaussian();
    }
    return table(
        rows,
        seed,
        (random, out) -> {
          double[] causes = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
          for (int i = 0; i < WIDTH; i++) {
            double sum = 0.1 * random.nextGaussian();
            for (int c = 0; c < 3; c++) {
              sum += mix[c * WIDTH + i] * causes[c];
            }
            out[i] = sum;
          }
        });
  }

  /** Eight curves of one cause, which fill many directions although there is one. */
  public static FeatureTable curved(int rows, long seed) {
    return table(
        rows,
        seed,
        (random, out) -> {
          double cause = random.nextDouble(0, 2 * Math.PI);
          for (int i = 0; i < WIDTH; i++) {
            out[i] =
                Math.sin((1 + i / 2) * cause + i % 2 * Math.PI / 2) + 0.05 * random.nextGaussian();
          }
        });
  }

  private interface Source {
    void event(SplittableRandom random, double[] out);
  }

  /** An event that breaks the bonds takes half of its inputs from another event. */
  private static FeatureTable table(int rows, long seed, Source source) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[rows * WIDTH];
    double[] labels = new double[rows];
    double[] event = new double[WIDTH];
    double[] other = new double[WIDTH];
    for (int row = 0; row < rows; row++) {
      source.event(random, event);
      labels[row] = random.nextDouble() < SHARE ? 1 : 0;
      if (labels[row] == 1) {
        source.event(random, other);
        System.arraycopy(other, 0, event, 0, WIDTH / 2);
      }
      System.arraycopy(event, 0, values, row * WIDTH, WIDTH);
    }
    return Tables.labelled(WIDTH, values, labels);
  }
}
