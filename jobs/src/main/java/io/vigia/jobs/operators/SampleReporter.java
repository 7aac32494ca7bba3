package io.vigia.jobs.operators;

import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Reports what an operator measured at a fixed interval of Flink's processing time, in the task's
 * own thread.
 */
final class SampleReporter {

  /** What an operator measures. */
  interface Gauges {
    /**
     * Puts the values of the interval that ends now.
     *
     * @param values name of the metric, as in {@link MetricSample}
     * @param seconds length of the interval
     */
    void put(Map<String, Double> values, double seconds);
  }

  private final String detector;
  private final String operator;
  private final int subtask;
  private final long intervalMillis;
  private final ProcessingTimeService time;
  private final Gauges gauges;
  private final Consumer<MetricSample> sink;
  private long since;

  SampleReporter(
      String detector,
      String operator,
      int subtask,
      Duration interval,
      ProcessingTimeService time,
      Gauges gauges,
      Consumer<MetricSample> sink) {
    this.detector = detector;
    this.operator = operator;
    this.subtask = subtask;
    this.intervalMillis = interval.toMillis();
    this.time = time;
    this.gauges = gauges;
    this.sink = sink;
  }

  /** Starts; does nothing where the interval is zero. */
  void start() {
    since = time.getCurrentProcessingTime();
    schedule();
  }

  private void schedule() {
    if (intervalMillis > 0) {
      time.registerTimer(since + intervalMillis, now -> report(true));
    }
  }

  /** Reports the interval up to now, at the end of the input. */
  void finish() {
    if (intervalMillis > 0) {
      report(false);
    }
  }

  private void report(boolean again) {
    long now = time.getCurrentProcessingTime();
    long length = Math.max(1, now - since);
    Map<String, Double> values = new TreeMap<>();
    gauges.put(values, length / 1000.0);
    sink.accept(
        MetricSample.newBuilder()
            .setDetector(detector)
            .setOperator(operator)
            .setSubtask(subtask)
            .setTime(Instant.ofEpochMilli(now))
            .setIntervalMs(length)
            .setValues(values)
            .setTags(Map.of())
            .build());
    since = now;
    if (again) {
      schedule();
    }
  }
}
