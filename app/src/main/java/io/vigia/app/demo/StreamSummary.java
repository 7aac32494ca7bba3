package io.vigia.app.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a stream of the demo came to; the history is not counted.
 *
 * @param events live events
 * @param planted what was planted among them: each fraud, each episode
 * @param found what of it was found, as {@link DemoStream#foundMeans} says
 * @param alerts alerts of live events
 * @param deadLetters records of the live part that could not be used
 * @param latency milliseconds from the event's Kafka timestamp to the alert's, of each alert
 */
public record StreamSummary(
    long events, long planted, long found, long alerts, long deadLetters, Histogram latency) {
  static final long LONGEST_MILLIS = 3_600_000;

  /** Empty latencies. */
  static Histogram histogram() {
    return new Histogram(LONGEST_MILLIS, 3);
  }

  /** Of all streams together. */
  static StreamSummary sum(Iterable<StreamSummary> streams) {
    StreamSummary sum = new StreamSummary(0, 0, 0, 0, 0, histogram());
    for (StreamSummary each : streams) {
      sum.latency.add(each.latency);
      sum =
          new StreamSummary(
              sum.events + each.events,
              sum.planted + each.planted,
              sum.found + each.found,
              sum.alerts + each.alerts,
              sum.deadLetters + each.deadLetters,
              sum.latency);
    }
    return sum;
  }

  /** Milliseconds that so many percent of the alerts took at most; NaN without alerts. */
  public double latency(double percent) {
    return latency.getTotalCount() == 0 ? Double.NaN : latency.getValueAtPercentile(percent);
  }

  /** By the names of the command's JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> percentiles = new LinkedHashMap<>();
    for (int percent : new int[] {50, 95, 99}) {
      double millis = latency(percent);
      percentiles.put("p" + percent, Double.isNaN(millis) ? null : Double.valueOf(millis));
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("events", events);
    map.put("planted", planted);
    map.put("found", found);
    map.put("alerts", alerts);
    map.put("dead_letters", deadLetters);
    map.put("latency_ms", percentiles);
    return map;
  }
}
