package io.vigia.benchmarks.harness;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Figures of one run over a filled topic.
 *
 * @param events how many it read
 * @param seconds how long that took
 * @param usage what it used
 */
public record Measured(int events, double seconds, Usage usage) {

  /** A run: answers how many seconds it took. */
  @FunctionalInterface
  public interface Timed {
    /** Runs to the end. */
    double run() throws Exception;
  }

  /**
   * Measures a run and tells of it.
   *
   * @param round number of the round, below 1 to warm up
   * @param rounds how many count
   */
  public static Measured of(
      String name, int events, int round, int rounds, Consumer<String> progress, Timed timed)
      throws Exception {
    try (Usage.Meter meter = Usage.start()) {
      double seconds = timed.run();
      Measured measured = new Measured(events, seconds, meter.stop());
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s, %s: %,.0f events/s",
              round < 1 ? "warm-up" : "round " + round + " of " + rounds,
              name,
              measured.perSecond()));
      return measured;
    }
  }

  /** Events a second. */
  public double perSecond() {
    return events / seconds;
  }

  private double cpuMicros() {
    return usage.cpuSeconds() * 1e6 / events;
  }

  private double allocated() {
    return (double) usage.allocatedBytes() / events;
  }

  private double peakHeap() {
    return usage.peakHeapBytes();
  }

  /** The medians of a contender's rounds, and its slowest and fastest one, put into its row. */
  public static void report(Map<String, Object> row, String name, Rounds<Measured> measured) {
    double[] rates = measured.each(name, Measured::perSecond);
    row.put("slowest_events_per_second", Arrays.stream(rates).min().orElse(0));
    row.put("fastest_events_per_second", Arrays.stream(rates).max().orElse(0));
    row.put("events", (int) measured.median(name, Measured::events));
    row.put("cpu_us_per_event", measured.median(name, Measured::cpuMicros));
    row.put("allocated_bytes_per_event", measured.median(name, Measured::allocated));
    row.put("peak_heap_bytes", (long) measured.median(name, Measured::peakHeap));
    row.put("rounds", rates.length);
  }
}
