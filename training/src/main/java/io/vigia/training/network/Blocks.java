package io.vigia.training.network;

/** Blocks of an array. */
final class Blocks {
  private Blocks() {}

  /**
   * Some blocks of an array, one behind the other.
   *
   * @param kept their numbers
   * @param length of a block
   */
  static float[] select(float[] values, int[] kept, int length) {
    float[] selected = new float[kept.length * length];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(values, kept[i] * length, selected, i * length, length);
    }
    return selected;
  }
}
