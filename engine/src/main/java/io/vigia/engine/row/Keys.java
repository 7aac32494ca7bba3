package io.vigia.engine.row;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** Numbers for ids and keys that are text. */
public final class Keys {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  /** Separates the parts of a composite key in its text. */
  public static final char SEPARATOR = '|';

  private Keys() {}

  /**
   * The 64-bit XXH3 hash of a text's UTF-16 code units. Two of a million different keys share a
   * number with a probability of 3e-8.
   */
  public static long hash(String text) {
    return HASHER.hashCharsToLong(text);
  }

  /**
   * The number that stands for a text among the numbers of a {@link Row}: the upper 53 bits of
   * {@link #hash}, which a double holds exactly. NaN for {@code null}, a missing text.
   */
  public static double textNumber(String text) {
    return text == null ? Double.NaN : hash(text) >>> 11;
  }

  /** The key or id as text. */
  public static String text(long number, String text) {
    return text == null ? Long.toString(number) : text;
  }
}
