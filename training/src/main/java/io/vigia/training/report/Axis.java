package io.vigia.training.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart: from numbers to pixels.
 *
 * @param label what it shows, with the unit
 * @param low number at its beginning
 * @param high number at its end, above {@code low}
 * @param log whether equal ratios, not equal differences, are equally far apart
 */
record Axis(String label, double low, double high, boolean log) {
  private static final int TICKS = 5;

  /** A linear axis. */
  static Axis linear(String label, double low, double high) {
    return new Axis(label, low, high > low ? high : low + 1, false);
  }

  /** A linear axis that holds numbers, and some room around them. */
  static Axis around(String label, double[] numbers) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double number : numbers) {
      if (Double.isFinite(number)) {
        low = Math.min(low, number);
        high = Math.max(high, number);
      }
    }
    if (low > high) {
      return linear(label, 0, 1);
    }
    double room = high > low ? 0.15 * (high - low) : Math.max(0.01, 0.1 * Math.abs(high));
    return linear(label, low - room, high + room);
  }

  /** A logarithmic axis between two of 1, 2, 5, 10, 20, 50, … that holds numbers above 0. */
  static Axis logarithmic(String label, double[] numbers) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (double number : numbers) {
      if (number > 0 && Double.isFinite(number)) {
        low = Math.min(low, number);
        high = Math.max(high, number);
      }
    }
    if (high == 0) {
      return new Axis(label, 1, 10, true);
    }
    double from = roundBelow(low);
    return new Axis(label, from, Math.max(step(high * 1.05), 2 * from), true);
  }

  /** Where a number lies between the beginning, 0, and the end, 1. */
  double at(double number) {
    return log ? Math.log(number / low) / Math.log(high / low) : (number - low) / (high - low);
  }

  /** Round numbers along it. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (log) {
      boolean few = high / low < 1e3;
      for (double tick = low; tick <= high * 1.001; tick = few ? step(tick * 1.05) : tick * 10) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = step((high - low) / TICKS);
    for (double i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      // Not -0, which would be written so.
      ticks.add(i * step + 0.0);
    }
    return ticks;
  }

  /** The last of 1, 2, 5, 10, 20, 50, … that a number reaches. */
  private static double roundBelow(double number) {
    double power = Math.pow(10, Math.floor(Math.log10(number)));
    for (double factor : new double[] {5, 2}) {
      if (factor * power <= number) {
        return factor * power;
      }
    }
    return power;
  }

  /** The next of 1, 2, 5, 10, 20, 50, …. */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * 0.999) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** A tick as text, with as many digits as tell it from its neighbours. */
  String text(double tick) {
    if (log) {
      double unit = tick >= 0.99e6 ? 1e6 : tick >= 0.99e3 ? 1e3 : 1;
      BigDecimal number = BigDecimal.valueOf(tick / unit).round(new MathContext(1));
      return number.toPlainString() + (unit == 1e6 ? "M" : unit == 1e3 ? "k" : "");
    }
    int digits = (int) Math.max(0, Math.ceil(-Math.log10(step((high - low) / TICKS)) - 1e-9));
    return String.format(Locale.ROOT, "%." + digits + "f", tick);
  }
}
