package io.vigia.jobs.scoring;

import io.vigia.engine.model.Admission;
import io.vigia.schemas.Tier;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.MetricGroup;

/**
 * Which graph answers, and what the admission gate measured, as metrics. They hold from the opening
 * of a task to its end.
 */
public final class ModelMetrics {
  private final Map<String, Double> values = new TreeMap<>();

  /** Of a model. */
  public ModelMetrics(ModelSource.Loaded model) {
    values.put("model_int8", model.tier() == Tier.INT8 ? 1.0 : 0.0);
    model.admission().ifPresent(this::put);
  }

  private void put(Admission admission) {
    values.put("model_int8_admitted", admission.int8() ? 1.0 : 0.0);
    if (!admission.timings().isEmpty()) {
      values.put("model_int8_time_ratio", admission.timeRatio());
      values.put("model_int8_quality", admission.int8Quality());
      values.put("model_fp32_quality", admission.fp32Quality());
    }
  }

  /** Shows them as gauges. */
  public void register(MetricGroup group) {
    values.forEach((name, value) -> group.gauge(name, () -> value));
  }

  /** The same for the metrics topic. */
  public Map<String, Double> values() {
    return values;
  }
}
