package io.vigia.training.network;

/**
 * Rows to learn from.
 *
 * @param count how many, from 1
 * @param inputs row by row
 * @param targets what there is to learn of them, row by row, as the objective takes it
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record TrainingRows(int count, float[] inputs, float[] targets) {
  public TrainingRows {
    if (count < 1 || inputs.length % count != 0 || targets.length % count != 0) {
      throw new IllegalArgumentException(
          inputs.length + " inputs and " + targets.length + " targets of " + count + " rows");
    }
  }

  /** Number of inputs of a row. */
  public int width() {
    return inputs.length / count;
  }

  /** Number of targets of a row. */
  public int targetWidth() {
    return targets.length / count;
  }
}
