package io.vigia.training.data;

import io.vigia.engine.model.Reference;
import io.vigia.engine.pca.Moments;
import io.vigia.engine.spec.TrainingSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import java.io.Serializable;
import java.util.List;

/**
 * What is done with inputs before they are reduced: a missing value becomes the median, skewed ones
 * are compressed where that is asked for, and all are scaled to mean 0 and standard deviation 1.
 * Computed in the precision of the exported graph, which does the same.
 *
 * <p>Compressed, x becomes ln(min(max(x + shift, floor), ceiling)): amounts, counts and rates
 * spread over orders of magnitude, and what is told apart near the least value is told apart far
 * from it too. An input that is never negative becomes ln(1 + 16 x / size) but for a constant, its
 * size being the root of its mean square; one that is negative at times begins at its least value
 * instead of zero and is compressed less, as ln(1 + x / size). Inputs that are not compressed are
 * clipped, so that one wild value does not decide alone.
 *
 * @param median what a missing value becomes
 * @param shift what is added to an input before its logarithm; empty for no compression
 * @param floor the least number that a logarithm is taken of; empty for no compression
 * @param ceiling the largest such number: of an input that is negative at times, at the clip
 * @param mean mean over the training rows, missing ones left out
 * @param scale one over the standard deviation; 0 for an input that does not vary
 * @param clip inputs that may lie on both sides of zero are held within this many standard
 *     deviations of their mean
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Preprocessing(
    float[] median,
    float[] shift,
    float[] floor,
    float[] ceiling,
    float[] mean,
    float[] scale,
    float clip)
    implements Serializable {
  private static final double LARGEST_MEAN = 1e30;

  /** The usual size of an input, in floors. */
  private static final double COMPRESSION = 16;

  /** Beyond, the largest float plus a shift would be infinite. */
  private static final double LARGEST_FLOOR = 1e30;

  /** From the description of the inputs, which are not compressed. */
  public static Preprocessing of(List<Reference.Feature> inputs) {
    return of(inputs, InputScale.LINEAR);
  }

  /** From the description of the inputs, held within the usual clip. */
  public static Preprocessing of(List<Reference.Feature> inputs, InputScale inputScale) {
    return of(inputs, inputScale, TrainingSpec.CLIP);
  }

  /**
   * From the description of the inputs. Compressed inputs are not yet scaled, since their mean and
   * deviation are not known: {@link #standardised} does that.
   *
   * @param clip how many standard deviations from their mean inputs are held within
   */
  public static Preprocessing of(
      List<Reference.Feature> inputs, InputScale inputScale, double clip) {
    int width = inputs.size();
    boolean isCompressed = inputScale == InputScale.LOG;
    Preprocessing made =
        new Preprocessing(
            new float[width],
            new float[isCompressed ? width : 0],
            new float[isCompressed ? width : 0],
            new float[isCompressed ? width : 0],
            new float[width],
            new float[width],
            narrow(clip));
    for (int i = 0; i < width; i++) {
      Reference.Feature input = inputs.get(i);
      made.median[i] = narrow(input.usual());
      // Beyond, differences would leave the range of floats: such an input is left out, as one
      // that does not vary.
      boolean isSane = Math.abs(input.mean()) < LARGEST_MEAN;
      boolean varies = isSane && input.std() > 1e-9 * Math.max(1, Math.abs(input.mean()));
      if (isCompressed) {
        boolean isSigned = input.min() < 0;
        double least = isSigned ? Math.max(input.min(), input.mean() - clip * input.std()) : 0;
        double size = Math.hypot(input.mean() - least, input.std());
        // Values about the least one are rare where it is no zero: they need not be told apart.
        double floor = Math.min(LARGEST_FLOOR, isSigned ? size : size / COMPRESSION);
        // The largest float as its floor makes an input the same number always.
        made.shift[i] = varies ? narrow(floor - least) : 0;
        made.floor[i] = varies ? narrow(floor) : Float.MAX_VALUE;
        made.ceiling[i] =
            varies && isSigned
                ? narrow(input.mean() + clip * input.std() + floor - least)
                : Float.MAX_VALUE;
        made.scale[i] = 1;
      } else {
        made.mean[i] = isSane ? (float) input.mean() : 0;
        made.scale[i] = varies ? (float) (1 / input.std()) : 0;
      }
    }
    return made;
  }

  /** Whether inputs are compressed. */
  public boolean isCompressed() {
    return shift.length > 0;
  }

  /**
   * Scaled to mean 0 and deviation 1.
   *
   * @param moments of inputs that were prepared by this
   */
  Preprocessing standardised(Moments moments) {
    double[] means = moments.mean();
    double[] deviations = moments.std();
    float[] centre = new float[width()];
    float[] stretch = new float[width()];
    for (int i = 0; i < centre.length; i++) {
      centre[i] = (float) means[i];
      stretch[i] = deviations[i] > 1e-9 ? (float) (1 / deviations[i]) : 0;
    }
    return new Preprocessing(median, shift, floor, ceiling, centre, stretch, clip);
  }

  /** Number of inputs. */
  public int width() {
    return median.length;
  }

  /** Prepares the inputs of a row. */
  public void apply(FeatureTable table, int row, double[] out) {
    for (int column = 0; column < out.length; column++) {
      double value = table.value(row, column);
      float x = Double.isNaN(value) ? median[column] : narrow(value);
      out[column] =
          isCompressed()
              ? (compressed(x, column) - mean[column]) * scale[column]
              : clipped((x - mean[column]) * scale[column]);
    }
  }

  private float compressed(float x, int column) {
    float shifted = Math.max(x + shift[column], floor[column]);
    return (float) Math.log(Math.min(shifted, ceiling[column]));
  }

  private float clipped(float x) {
    return Math.max(-clip, Math.min(clip, x));
  }

  /** Beyond the range of floats, the largest float, as in the scorer: infinity × 0 is no number. */
  private static float narrow(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }
}
