package io.vigia.jobs.autoscale.cluster;

import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.autoscale.Decision;
import io.vigia.jobs.autoscale.VertexDecision;
import io.vigia.schemas.MetricSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decisions as samples for the metrics topic: one of the whole, and one of each vertex with what it
 * was decided from.
 */
public final class ScalingSamples {
  /** What the samples name as their operator. */
  public static final String OPERATOR = "autoscale";

  private final Duration interval;
  private long decisions;
  private long rescales;
  private long failures;

  /**
   * Samples of a run.
   *
   * @param interval time between two decisions
   */
  public ScalingSamples(Duration interval) {
    this.interval = interval;
  }

  /** The samples of a decision. */
  public List<MetricSample> of(ScalingEvent event) {
    Decision decision = event.decision();
    decisions++;
    event.took().ifPresent(took -> rescales++);
    event.failure().ifPresent(why -> failures++);
    Map<String, Double> values = new TreeMap<>();
    values.put("decisions_total", (double) decisions);
    values.put("rescales_total", (double) rescales);
    values.put("rescale_failures_total", (double) failures);
    event.took().ifPresent(took -> values.put("rescale_ms", (double) took.toMillis()));
    Map<String, String> tags = new TreeMap<>();
    tags.put("reason", decision.reason());
    event.failure().ifPresent(why -> tags.put("failure", why));
    List<MetricSample> samples = new ArrayList<>();
    samples.add(sample(event, values, tags));
    decision.vertices().forEach(vertex -> samples.add(sample(event, values(vertex), tags(vertex))));
    return samples;
  }

  private static Map<String, Double> values(VertexDecision vertex) {
    Map<String, Double> values = new TreeMap<>();
    values.put("parallelism", (double) vertex.from());
    values.put("parallelism_decided", (double) vertex.to());
    values.put("utilization", vertex.vertex().utilization());
    values.put("demand_utilization", vertex.demandUtilization());
    values.put("records_per_second", vertex.vertex().perSecond());
    values.put("demand_per_second", vertex.demandPerSecond());
    values.put("lag", (double) vertex.vertex().counters().lag());
    if (Double.isFinite(vertex.vertex().trueRate())) {
      values.put("true_rate_per_second", vertex.vertex().trueRate());
    }
    return values;
  }

  private static Map<String, String> tags(VertexDecision vertex) {
    return new TreeMap<>(
        Map.of("vertex", vertex.vertex().counters().name(), "reason", vertex.reason()));
  }

  private MetricSample sample(
      ScalingEvent event, Map<String, Double> values, Map<String, String> tags) {
    Instant time = event.time();
    tags.put("job", event.job());
    return MetricSample.newBuilder()
        .setDetector(DetectionJob.detectorOf(event.jobName()))
        .setOperator(OPERATOR)
        .setSubtask(0)
        .setTime(Instant.ofEpochMilli(time.toEpochMilli()))
        .setIntervalMs(interval.toMillis())
        .setValues(values)
        .setTags(tags)
        .build();
  }
}
