package io.vigia.engine.features;

/**
 * Day and month of a number of days since 1970-01-01 in the Gregorian calendar, without allocating
 * a date. Counts years from March, so that the leap day is the last (Neri and Schneider, "Euclidean
 * affine functions and their application to calendar algorithms", 2023; the plain form is used
 * here).
 */
final class CivilDate {
  private static final int DAYS_IN_400_YEARS = 146_097;
  private static final int DAYS_FROM_0000_03_01 = 719_468;

  private CivilDate() {}

  /** 1 to 31. */
  static int dayOfMonth(long day) {
    int ofYear = dayOfMarchYear(day);
    return ofYear - (153 * marchMonth(ofYear) + 2) / 5 + 1;
  }

  /** 1 to 12. */
  static int month(long day) {
    int month = marchMonth(dayOfMarchYear(day));
    return month < 10 ? month + 3 : month - 9;
  }

  /** 0 = March. */
  private static int marchMonth(int dayOfMarchYear) {
    return (5 * dayOfMarchYear + 2) / 153;
  }

  /** 0 = the first of March. */
  private static int dayOfMarchYear(long day) {
    int ofEra = (int) Math.floorMod(day + DAYS_FROM_0000_03_01, (long) DAYS_IN_400_YEARS);
    int year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    return ofEra - (365 * year + year / 4 - year / 100);
  }
}
