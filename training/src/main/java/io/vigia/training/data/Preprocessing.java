package io.vigia.training.data;

import io.vigia.engine.model.Reference;
import io.vigia.engine.pca.Moments;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import java.io.Serializable;
import java.util.List;

/**
 * What is done with inputs before they are reduced: a missing value becomes the median, skewed ones
 * are compressed where that is asked for, and all are scaled to mean 0 and standard deviation 1.
 * Computed in the precision of the exported graph, which does the same.
 *
 * <p>Compressed, x becomes sign(x) · ln(1 + |x| · factor): amounts, counts and rates spread over
 * orders of magnitude, and what is told apart near zero is told apart behind it too. Inputs that
 * are not compressed are clipped instead, so that one wild value does not decide alone.
 *
 * @param median what a missing value becomes
 * @param factor what an input is multiplied by before the logarithm; empty for none
 * @param mean mean over the training rows, missing ones left out
 * @param scale one over the standard deviation; 0 for an input that does not vary
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Preprocessing(float[] median, float[] factor, float[] mean, float[] scale)
    implements Serializable {
  /** Scaled inputs that are not compressed are held within this many standard deviations. */
  public static final float CLIP = 8;

  /** Largest |x| · factor of a compressed input. */
  public static final float LARGEST_SIZE = 1e30f;

  private static final double LARGEST_MEAN = 1e30;

  /**
   * An input of the size that is usual for it (the root of its mean square) becomes ln(1 + this).
   */
  private static final double COMPRESSION = 16;

  /** From the description of the inputs, which are not compressed. */
  public static Preprocessing of(List<Reference.Feature> inputs) {
    return of(inputs, InputScale.LINEAR);
  }

  /**
   * From the description of the inputs. Compressed inputs are not yet scaled, since their mean and
   * deviation are not known: {@link #standardised} does that.
   */
  public static Preprocessing of(List<Reference.Feature> inputs, InputScale inputScale) {
    int width = inputs.size();
    boolean isCompressed = inputScale == InputScale.LOG;
    Preprocessing made =
        new Preprocessing(
            new float[width],
            new float[isCompressed ? width : 0],
            new float[width],
            new float[width]);
    for (int i = 0; i < width; i++) {
      Reference.Feature input = inputs.get(i);
      made.median[i] = narrow(input.usual());
      // Beyond, differences would leave the range of floats: such an input is left out, as one
      // that does not vary.
      boolean isSane = Math.abs(input.mean()) < LARGEST_MEAN;
      boolean varies = isSane && input.std() > 1e-9 * Math.max(1, Math.abs(input.mean()));
      if (isCompressed) {
        double size = Math.hypot(input.mean(), input.std());
        made.factor[i] = varies ? narrow(COMPRESSION / size) : 0;
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
    return factor.length > 0;
  }

  /**
   * Scaled to mean 0 and deviation 1.
   *
   * @param moments of inputs that were prepared by this
   */
  Preprocessing standardised(Moments moments) {
    double[] means = moments.mean();
    double[] deviations = moments.std();
    float[] shifted = new float[width()];
    float[] scaled = new float[width()];
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = (float) means[i];
      scaled[i] = deviations[i] > 1e-9 ? (float) (1 / deviations[i]) : 0;
    }
    return new Preprocessing(median, factor, shifted, scaled);
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
              ? (compressed(x, factor[column]) - mean[column]) * scale[column]
              : clipped((x - mean[column]) * scale[column]);
    }
  }

  private static float compressed(float x, float factor) {
    float size = Math.min(LARGEST_SIZE, Math.abs(x) * factor);
    return Math.signum(x) * (float) Math.log1p(size);
  }

  private static float clipped(float x) {
    return Math.max(-CLIP, Math.min(CLIP, x));
  }

  /** Beyond the range of floats, the largest float, as in the scorer: infinity × 0 is no number. */
  private static float narrow(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }
}
