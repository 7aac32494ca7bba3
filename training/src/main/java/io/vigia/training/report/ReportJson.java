package io.vigia.training.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.metrics.PermutationImportance;
import io.vigia.engine.pca.Pca;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The report as JSON: an object with {@code rows}, one a contender. What is not known is null, with
 * the reason beside it.
 */
final class ReportJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final double MICROS_A_MILLI = 1e3;
  private static final double BYTES_A_KILOBYTE = 1e3;

  private ReportJson() {}

  static String of(ReportFacts facts) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("detector", facts.input().detector());
    report.put("data", facts.input().data());
    report.put("events", facts.input().rows().rows());
    report.put("positives", facts.shipped().metrics().positives());
    report.put("command", facts.command());
    report.put("reference", facts.reference().contender().name());
    report.put("shipped", facts.input().shipped());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < facts.measurements().size(); i++) {
      rows.add(row(facts, facts.measurements().get(i), facts.memory().get(i)));
    }
    report.put("rows", rows);
    report.put("energy", facts.energy().source());
    report.put("machine", facts.machine());
    report.put("plan", plan(facts.plan()));
    report.put("permutation_importance", importance(facts.importance()));
    facts.input().pca().ifPresent(pca -> report.put("pca", pca(pca)));
    report.put("notes", facts.input().notes().stream().map(ReportJson::note).toList());
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that is no JSON: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> row(ReportFacts facts, Measurement found, MemoryUse memory) {
    Contender contender = found.contender();
    Metrics metrics = found.metrics();
    double precision = metrics.averagePrecision();
    BatchTiming single = found.timings().get(found.timings().firstKey());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", contender.name());
    row.put("parameters", contender.parameters());
    row.put("bytes", contender.bytes());
    row.put("multiply_adds", contender.multiplyAdds());
    row.put("training_seconds", number(contender.trainingSeconds()));
    Map<String, Object> perRecord = new LinkedHashMap<>();
    Map<String, Object> p50 = new LinkedHashMap<>();
    Map<String, Object> p99 = new LinkedHashMap<>();
    found
        .timings()
        .forEach(
            (batch, timing) -> {
              perRecord.put(batch.toString(), number(timing.microsPerRecord()));
              p50.put(batch.toString(), number(timing.p50Micros()));
              p99.put(batch.toString(), number(timing.p99Micros()));
            });
    row.put("us_per_record", perRecord);
    row.put("p99_us", number(single.p99Micros()));
    row.put("peak_bytes", number(memory.peakBytes()));
    row.put("joules_per_million", number(found.joulesPerMillion()));
    row.put("joules_estimated", facts.energy().estimated());
    row.put("average_precision", number(precision));
    row.put("auc_roc", number(metrics.aucRoc()));
    row.put("calibration_error", number(metrics.calibrationError()));
    row.put("relative_average_precision", number(facts.relativePrecision(found)));
    row.put(
        "average_precision_per_ms", number(precision / (found.fastestMicros() / MICROS_A_MILLI)));
    row.put(
        "average_precision_per_kilobyte",
        number(precision / (contender.bytes() / BYTES_A_KILOBYTE)));
    row.put("p50_us", number(single.p50Micros()));
    row.put("p50_us_per_call", p50);
    row.put("p99_us_per_call", p99);
    row.put("records_per_second", number(found.recordsPerSecond()));
    row.put("heap_bytes", number(memory.heapBytes()));
    row.put("native_bytes", number(memory.nativeBytes()));
    row.put("memory_note", memory.note().isEmpty() ? null : memory.note());
    return row;
  }

  private static Map<String, Object> plan(MeterPlan plan) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rounds", plan.rounds());
    List<Map<String, Object>> batches = new ArrayList<>();
    for (MeterPlan.Batch batch : plan.batches()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("batch", batch.size());
      one.put("warm_up_calls", batch.warmUp());
      one.put("calls_a_round", batch.calls());
      batches.add(one);
    }
    map.put("batches", batches);
    map.put("sustained_seconds", plan.sustainedNanos() * 1e-9);
    return map;
  }

  private static List<Map<String, Object>> importance(List<PermutationImportance> all) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (PermutationImportance one : all) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("feature", one.feature());
      map.put("drop", number(one.drop()));
      map.put("deviation", number(one.deviation()));
      list.add(map);
    }
    return list;
  }

  private static Map<String, Object> pca(Pca pca) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("variances", pca.variances());
    map.put("total_variance", pca.totalVariance());
    map.put("explained", pca.explained());
    map.put("components", pca.components());
    return map;
  }

  private static Map<String, Object> note(Series series) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("title", series.title());
    map.put("unit", series.unit());
    List<Map<String, Object>> points = new ArrayList<>();
    for (Series.Point point : series.points()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", point.name());
      one.put("value", number(point.value()));
      points.add(one);
    }
    map.put("points", points);
    return map;
  }

  /** Null for what JSON cannot say. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
