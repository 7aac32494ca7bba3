package io.vigia.training.data;

import io.vigia.engine.model.Reference;
import io.vigia.jobs.offline.FeatureTable;
import java.io.Serializable;
import java.util.List;

/**
 * What is done with inputs before they are reduced: a missing value becomes the median, all are
 * scaled to mean 0 and standard deviation 1, and clipped. Computed in the precision of the exported
 * graph, which does the same.
 *
 * @param median what a missing value becomes
 * @param mean mean over the training rows, missing ones left out
 * @param scale one over the standard deviation; 0 for an input that does not vary
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Preprocessing(float[] median, float[] mean, float[] scale) implements Serializable {
  /** Scaled inputs are held within this many standard deviations. */
  public static final float CLIP = 8;

  private static final double LARGEST_MEAN = 1e30;

  /** From the description of the inputs. */
  public static Preprocessing of(List<Reference.Feature> inputs) {
    int width = inputs.size();
    Preprocessing made = new Preprocessing(new float[width], new float[width], new float[width]);
    for (int i = 0; i < width; i++) {
      Reference.Feature input = inputs.get(i);
      made.median[i] = narrow(input.usual());
      // Beyond, differences would leave the range of floats: such an input is left out, as one
      // that does not vary.
      boolean isSane = Math.abs(input.mean()) < LARGEST_MEAN;
      made.mean[i] = isSane ? (float) input.mean() : 0;
      boolean varies = isSane && input.std() > 1e-9 * Math.max(1, Math.abs(input.mean()));
      made.scale[i] = varies ? (float) (1 / input.std()) : 0;
    }
    return made;
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
      float scaled = (x - mean[column]) * scale[column];
      out[column] = Math.max(-CLIP, Math.min(CLIP, scaled));
    }
  }

  /** Beyond the range of floats, the largest float, as in the scorer: infinity × 0 is no number. */
  private static float narrow(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }
}
