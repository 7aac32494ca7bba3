package io.vigia.training.distributed;

/** Numbers as 64 bits whose order, read without a sign, is that of the numbers. */
final class SortableBits {
  private SortableBits() {}

  /** Bits of a number; −0 comes before 0, as in {@link Double#compare}. */
  static long of(double value) {
    long bits = Double.doubleToLongBits(value);
    return bits ^ ((bits >> 63) | Long.MIN_VALUE);
  }

  /** The number of such bits. */
  static double number(long bits) {
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
  }

  /** Bits of an integer. */
  static long of(long value) {
    return value ^ Long.MIN_VALUE;
  }

  /** The integer of such bits. */
  static long integer(long bits) {
    return bits ^ Long.MIN_VALUE;
  }
}
