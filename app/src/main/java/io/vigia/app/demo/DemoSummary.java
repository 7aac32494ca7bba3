package io.vigia.app.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a demo came to; the history is not counted.
 *
 * @param events live events
 * @param planted frauds among them
 * @param found planted frauds whose card was alerted on the same day of event time
 * @param alerts alerts of live events
 * @param deadLetters records of the live part that could not be used
 * @param latency milliseconds from the event's Kafka timestamp to the alert's
 */
public record DemoSummary(
    long events, long planted, long found, long alerts, long deadLetters, Latency latency) {

  /**
   * Percentiles in milliseconds; NaN without alerts.
   *
   * @param p50 half of the alerts took at most this
   * @param p95 95 %
   * @param p99 99 %
   */
  public record Latency(double p50, double p95, double p99) {}

  /** By the names of the command's JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> percentiles = new LinkedHashMap<>();
    percentiles.put("p50", orNull(latency.p50()));
    percentiles.put("p95", orNull(latency.p95()));
    percentiles.put("p99", orNull(latency.p99()));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("events", events);
    map.put("planted", planted);
    map.put("found", found);
    map.put("alerts", alerts);
    map.put("dead_letters", deadLetters);
    map.put("latency_ms", percentiles);
    return map;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }
}
