package io.vigia.jobs.scoring;

import io.vigia.engine.model.Admission;
import io.vigia.schemas.Tier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.MetricGroup;

/** Which graph answers, and what the admission gate measured, as metrics. */
final class ModelMetrics {
  private static final List<String> NAMES =
      List.of(
          "model_int8",
          "model_int8_admitted",
          "model_int8_time_ratio",
          "model_int8_quality",
          "model_fp32_quality");

  private volatile Map<String, Double> values = Map.of();

  /** Shows a model from now on. */
  void show(ActiveModel active) {
    Map<String, Double> shown = new TreeMap<>();
    active
        .model()
        .ifPresent(
            model -> {
              shown.put("model_int8", model.tier() == Tier.INT8 ? 1.0 : 0.0);
              model.admission().ifPresent(admission -> put(admission, shown));
            });
    values = shown;
  }

  private static void put(Admission admission, Map<String, Double> into) {
    into.put("model_int8_admitted", admission.int8() ? 1.0 : 0.0);
    if (!admission.timings().isEmpty()) {
      into.put("model_int8_time_ratio", admission.timeRatio());
      into.put("model_int8_quality", admission.int8Quality());
      into.put("model_fp32_quality", admission.fp32Quality());
    }
  }

  /** Shows them as gauges, NaN where a model has none. */
  void register(MetricGroup group) {
    NAMES.forEach(name -> group.gauge(name, () -> values.getOrDefault(name, Double.NaN)));
  }

  /** Puts them among the values of a sample. */
  void put(Map<String, Double> into) {
    into.putAll(values);
  }
}
