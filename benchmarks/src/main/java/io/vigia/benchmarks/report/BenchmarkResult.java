package io.vigia.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a benchmark found.
 *
 * @param benchmark its name, as given to {@code vigia bench}
 * @param machine where it ran
 * @param rows one a contender or measurement: {@code name} first, then figures by name
 */
public record BenchmarkResult(String benchmark, Machine machine, List<Map<String, Object>> rows) {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  public BenchmarkResult {
    rows = List.copyOf(rows);
  }

  /** A row that keeps the order of its figures. */
  public static Map<String, Object> row(String name) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    return row;
  }

  /** One JSON object on one line. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result is made of numbers and text", e);
    }
  }

  /** A Markdown table, with the machine above it. */
  public String toMarkdown() {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %d cores, %.0f GiB, %s, %s%n%n",
            machine.processor(),
            machine.cores(),
            machine.memoryBytes() / (double) (1L << 30),
            machine.java(),
            machine.system()));
    text.append("| ").append(String.join(" | ", columns)).append(" |\n");
    text.append(columns.stream().map(c -> "| --- ").collect(Collectors.joining())).append("|\n");
    for (Map<String, Object> row : rows) {
      text.append(
              columns.stream()
                  .map(column -> "| " + cell(row.get(column)) + " ")
                  .collect(Collectors.joining()))
          .append("|\n");
    }
    return text.toString();
  }

  static String cell(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%,.0f" : "%.3f", number);
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : value.toString();
  }
}
