package io.vigia.benchmarks.scaling;

import io.vigia.benchmarks.report.BenchmarkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Figures of a benchmark as rows of a name, a value and its unit; told as they come. */
final class Figures {
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final Consumer<String> progress;

  Figures(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Adds a figure. */
  void add(String name, double value, String unit) {
    Map<String, Object> row = BenchmarkResult.row(name);
    row.put("value", value);
    row.put("unit", unit);
    rows.add(row);
    progress.accept(String.format(java.util.Locale.ROOT, "%s: %,.4g %s", name, value, unit));
  }

  /** All figures in their order. */
  List<Map<String, Object>> rows() {
    return rows;
  }
}
