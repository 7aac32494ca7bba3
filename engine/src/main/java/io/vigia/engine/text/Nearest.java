package io.vigia.engine.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelt name was probably meant to be. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known name with the smallest edit distance (insertions, deletions, substitutions and swaps
   * of neighbours, case ignored), if it is at most a third of the name's length.
   */
  public static Optional<String> to(String name, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(1, name.length() / 3) + 1;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - name.length()) >= bestDistance) {
        continue;
      }
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    if (best != null || name.length() < 3) {
      return Optional.ofNullable(best);
    }
    return known.stream()
        .filter(candidate -> candidate.contains(name))
        .min(Comparator.comparingInt(String::length));
  }

  /**
   * What to do about an unknown name: {@code did you mean 'x'?}, or a list of what is known.
   *
   * @param what what the known names are, in the plural, such as {@code "known keys"}
   */
  public static String hint(String name, Collection<String> known, String what) {
    Optional<String> nearest = to(name, known);
    if (nearest.isPresent()) {
      return "did you mean '" + nearest.get() + "'?";
    }
    return known.isEmpty() ? "there are no " + what : what + ": " + String.join(", ", known);
  }

  /** Optimal string alignment distance. */
  private static int distance(String a, String given) {
    String b = given.toLowerCase(Locale.ROOT);
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
