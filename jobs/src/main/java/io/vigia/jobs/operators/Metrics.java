package io.vigia.jobs.operators;

import io.vigia.jobs.types.Types;
import io.vigia.schemas.MetricSample;
import org.apache.flink.util.OutputTag;

/** The side output by which every operator reports. */
public final class Metrics {
  /** Samples for the metrics topic. */
  public static final OutputTag<MetricSample> TAG =
      new OutputTag<>("metrics", Types.avro(MetricSample.class));

  private Metrics() {}
}
