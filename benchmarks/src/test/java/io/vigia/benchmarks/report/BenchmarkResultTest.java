package io.vigia.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchmarkResultTest {
  private static final Machine MACHINE =
      new Machine("A processor", 2, 24L << 30, "A machine 17", "An OS 1");

  private static BenchmarkResult result() {
    Map<String, Object> ours = BenchmarkResult.row("vigia");
    ours.put("events_per_second", 200_000.0);
    ours.put("relative_to_vigia", 1.0);
    Map<String, Object> rival = BenchmarkResult.row("rival");
    rival.put("events_per_second", 50_000.0);
    rival.put("relative_to_vigia", 0.25);
    rival.put("runs", 5);
    return new BenchmarkResult("pipeline", MACHINE, List.of(ours, rival));
  }

  @Test
  void json_is_one_line_with_the_documented_keys() {
    assertThat(result().toJson())
        .isEqualTo(
            "{\"benchmark\":\"pipeline\",\"machine\":{\"processor\":\"A processor\",\"cores\":2,"
                + "\"memory_bytes\":25769803776,\"java\":\"A machine 17\",\"system\":\"An OS 1\"},"
                + "\"rows\":[{\"name\":\"vigia\",\"events_per_second\":200000.0,"
                + "\"relative_to_vigia\":1.0},{\"name\":\"rival\",\"events_per_second\":50000.0,"
                + "\"relative_to_vigia\":0.25,\"runs\":5}]}");
  }

  @Test
  void the_table_has_a_column_for_each_figure_of_any_row() {
    assertThat(result().toMarkdown().lines())
        .containsExactly(
            "A processor, 2 cores, 24 GiB, A machine 17, An OS 1",
            "",
            "| name | events_per_second | relative_to_vigia | runs |",
            "| --- | --- | --- | --- |",
            "| vigia | 200,000 | 1.000 |  |",
            "| rival | 50,000 | 0.250 | 5 |");
  }
}
