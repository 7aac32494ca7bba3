package io.vigia.engine.features;

/**
 * A column of doubles, each given back exactly as it came, in as few bytes as that takes: as scaled
 * integers where all are decimals of few digits (an amount of 12.34 is 1234 at scale 2), else as
 * floats where these are exact, else as doubles. NaN is kept.
 */
final class NumberColumn extends PackedColumn {

  /** How the raw integers are read. */
  enum Kind {
    /** Value × 10^scale. */
    DECIMAL,
    /** Bits of a float. */
    FLOAT,
    /** Bits of a double. */
    DOUBLE
  }

  private static final double[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
  private static final long LARGEST = Integer.MAX_VALUE - 1L;
  private static final long NO_DECIMAL = Long.MIN_VALUE;

  private Kind kind = Kind.DECIMAL;
  private int scale;

  NumberColumn() {}

  private NumberColumn(NumberColumn from) {
    super(from);
    kind = from.kind;
    scale = from.scale;
  }

  NumberColumn copy() {
    return new NumberColumn(this);
  }

  Kind kind() {
    return kind;
  }

  int scale() {
    return scale;
  }

  static boolean isScale(int scale) {
    return scale >= 0 && scale < POWERS.length;
  }

  /** The value of a decimal's raw integer. */
  static double decimalOf(long raw, int scale) {
    return raw / POWERS[scale];
  }

  boolean isMissing(int index) {
    return Double.isNaN(get(index));
  }

  /** Starts an empty column with a kind and scale. */
  void become(Kind newKind, int newScale) {
    become(newKind, newScale, widthOf(newKind));
  }

  double get(int index) {
    long raw = raw(index);
    return switch (kind) {
      case DECIMAL -> raw == missing(width()) ? Double.NaN : raw / POWERS[scale];
      case FLOAT -> Float.intBitsToFloat((int) raw);
      case DOUBLE -> Double.longBitsToDouble(raw);
    };
  }

  /**
   * Reads a stretch of values, each times a common scale: decimals as their whole numbers.
   *
   * @param from first index
   * @param to behind the last index
   * @param into gets the scaled values, NaN where missing
   * @param raws room for as many numbers
   * @return the scale, by which the values have to be divided
   */
  double unpack(int from, int to, double[] into, long[] raws) {
    unpack(from, to, raws);
    int size = to - from;
    switch (kind) {
      case DECIMAL -> {
        long missing = missing(width());
        for (int i = 0; i < size; i++) {
          into[i] = raws[i] == missing ? Double.NaN : raws[i];
        }
        return POWERS[scale];
      }
      case FLOAT -> {
        for (int i = 0; i < size; i++) {
          into[i] = Float.intBitsToFloat((int) raws[i]);
        }
      }
      case DOUBLE -> {
        for (int i = 0; i < size; i++) {
          into[i] = Double.longBitsToDouble(raws[i]);
        }
      }
    }
    return 1;
  }

  void set(int index, double value) {
    fit(value);
    write(index, value);
  }

  void insert(int index, double value) {
    fit(value);
    insertGap(index);
    write(index, value);
  }

  /** In a column of decimals the smallest integer of the width stands for NaN. */
  private static long missing(int width) {
    return Long.MIN_VALUE >> (64 - 8 * width);
  }

  private static int widthOf(Kind kind) {
    return switch (kind) {
      case DECIMAL -> 1;
      case FLOAT -> 4;
      case DOUBLE -> 8;
    };
  }

  private void write(int index, double value) {
    setRaw(
        index,
        switch (kind) {
          case DECIMAL -> Double.isNaN(value) ? missing(width()) : decimal(value, scale);
          case FLOAT -> Float.floatToRawIntBits((float) value);
          case DOUBLE -> Double.doubleToRawLongBits(value);
        });
  }

  /** The value as an integer at a scale, or {@link #NO_DECIMAL} where that is not exact. */
  private static long decimal(double value, int scale) {
    double scaled = Math.rint(value * POWERS[scale]);
    boolean isExact =
        Math.abs(scaled) <= LARGEST
            && scaled / POWERS[scale] == value
            && !(scaled == 0 && 1 / value < 0);
    return isExact ? (long) scaled : NO_DECIMAL;
  }

  /** Makes the column able to hold a value, converting those it has. */
  private void fit(double value) {
    if (holds(value)) {
      return;
    }
    if (kind == Kind.DECIMAL) {
      for (int newScale = scale; newScale < POWERS.length; newScale++) {
        if (becomesDecimal(newScale, value)) {
          return;
        }
      }
    }
    boolean allFloats = isFloat(value);
    for (int i = 0; i < size() && allFloats; i++) {
      allFloats = isFloat(get(i));
    }
    become(allFloats ? Kind.FLOAT : Kind.DOUBLE, 0, allFloats ? 4 : 8);
  }

  private boolean holds(double value) {
    return switch (kind) {
      case DECIMAL -> {
        if (Double.isNaN(value)) {
          yield true;
        }
        long raw = decimal(value, scale);
        yield raw != NO_DECIMAL && holdsRaw(raw, width());
      }
      case FLOAT -> isFloat(value);
      case DOUBLE -> true;
    };
  }

  private static boolean holdsRaw(long raw, int width) {
    return raw > missing(width) && widthOf(raw) <= width;
  }

  private static boolean isFloat(double value) {
    return Double.isNaN(value) || (float) value == value;
  }

  private boolean becomesDecimal(int newScale, double value) {
    long largest = decimal(value, newScale);
    if (largest == NO_DECIMAL) {
      return false;
    }
    int newWidth = smallestWidth(largest);
    for (int i = 0; i < size(); i++) {
      double old = get(i);
      if (!Double.isNaN(old)) {
        long raw = decimal(old, newScale);
        if (raw == NO_DECIMAL) {
          return false;
        }
        newWidth = Math.max(newWidth, smallestWidth(raw));
      }
    }
    become(Kind.DECIMAL, newScale, Math.max(newWidth, width()));
    return true;
  }

  private static int smallestWidth(long raw) {
    int smallest = widthOf(raw);
    return holdsRaw(raw, smallest) ? smallest : smallest * 2;
  }

  private void become(Kind newKind, int newScale, int newWidth) {
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i);
    }
    setWidth(newWidth);
    kind = newKind;
    scale = newScale;
    for (int i = 0; i < values.length; i++) {
      write(i, values[i]);
    }
  }
}
