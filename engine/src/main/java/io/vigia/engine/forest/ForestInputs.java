package io.vigia.engine.forest;

/**
 * How the inputs of an event become a point of the forest: a missing one is the usual value, all
 * are scaled to mean 0 and standard deviation 1, since cuts fall where the values spread most, and
 * clipped.
 *
 * @param usual what a missing input becomes
 * @param mean what is taken from it
 * @param scale what it is multiplied by then; 0 for one that does not vary
 * @param clip how far from 0 a scaled input may lie, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record ForestInputs(float[] usual, float[] mean, float[] scale, float clip) {

  /** Number of inputs. */
  public int width() {
    return usual.length;
  }

  /**
   * Makes a point.
   *
   * @param values array that holds the inputs, NaN = missing
   * @param from index of the first one
   * @param point receives it
   */
  public void point(double[] values, int from, float[] point) {
    for (int i = 0; i < usual.length; i++) {
      double value = values[from + i];
      float x = Double.isNaN(value) ? usual[i] : narrow(value);
      point[i] = Math.max(-clip, Math.min(clip, (x - mean[i]) * scale[i]));
    }
  }

  private static float narrow(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }
}
