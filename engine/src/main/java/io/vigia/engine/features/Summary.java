package io.vigia.engine.features;

/**
 * Count, mean, spread and range of values, merged exactly by the formulas of Chan, Golub and
 * LeVeque ("Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979). The
 * count may be fractional, for a part of a tile.
 */
final class Summary {
  double count;
  double mean;

  /** Sum of squared distances from the mean. */
  double squares;

  double min;
  double max;

  void clear() {
    count = 0;
    mean = 0;
    squares = 0;
    min = Double.NaN;
    max = Double.NaN;
  }

  void merge(double otherCount, double otherMean, double otherSquares, double low, double high) {
    if (otherCount <= 0) {
      return;
    }
    if (count == 0) {
      count = otherCount;
      mean = otherMean;
      squares = otherSquares;
      min = low;
      max = high;
      return;
    }
    double total = count + otherCount;
    double distance = otherMean - mean;
    mean += distance * (otherCount / total);
    squares += otherSquares + distance * distance * (count * otherCount / total);
    count = total;
    min = Math.min(min, low);
    max = Math.max(max, high);
  }
}
