package io.vigia.training.distributed;

import java.util.List;

/**
 * Finds numbers by their rank among those of all workers, exactly and without moving them: a radix
 * selection, eight bits a round (Knuth, "The Art of Computer Programming", volume 3, 5.2.5 and
 * 5.3.3, from the first digit on).
 */
final class Ranks {
  private Ranks() {}

  /** The time of a rank among all rows, from 0. */
  static long time(Workers workers, long rank) {
    return SortableBits.integer(bits(workers, DigitCounts.Column.TIMES, rank)[0]);
  }

  /** The numbers of a rank in each feature, from 0; anything where there are not so many. */
  static double[] features(Workers workers, long... ranks) {
    long[] bits = bits(workers, DigitCounts.Column.FEATURES, ranks);
    double[] numbers = new double[bits.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = SortableBits.number(bits[i]);
    }
    return numbers;
  }

  private static long[] bits(Workers workers, DigitCounts.Column column, long... ranks) {
    long[] prefixes = new long[ranks.length];
    long[] left = ranks.clone();
    for (int shift = 56; shift >= 0; shift -= 8) {
      List<long[][]> answers = workers.ask(new DigitCounts(column, shift, prefixes.clone()));
      for (int i = 0; i < ranks.length; i++) {
        int digit = 0;
        long count = count(answers, i, digit);
        while (left[i] >= count && digit < DigitCounts.DIGITS - 1) {
          left[i] -= count;
          digit++;
          count = count(answers, i, digit);
        }
        prefixes[i] |= (long) digit << shift;
      }
    }
    return prefixes;
  }

  private static long count(List<long[][]> answers, int column, int digit) {
    return answers.stream().mapToLong(counts -> counts[column][digit]).sum();
  }
}
