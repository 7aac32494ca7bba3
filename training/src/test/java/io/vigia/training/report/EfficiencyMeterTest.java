package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Measures scorers that take a known time by a clock that only they advance. */
class EfficiencyMeterTest {
  private static final MeterPlan PLAN =
      new MeterPlan(
          3, List.of(new MeterPlan.Batch(1, 5, 10), new MeterPlan.Batch(8, 2, 4)), 1_000_000);

  private final LabelledRows rows = rows(100);
  private final List<String> calls = new ArrayList<>();
  private long now;

  @Test
  void time_is_that_of_the_calls() {
    List<Measurement> found = measure(contender("fast", 1_000), contender("slow", 7_000));

    BatchTiming fast = found.get(0).timings().get(8);
    BatchTiming slow = found.get(1).timings().get(8);
    // 500 ns a call and 1,000 or 7,000 a row.
    assertThat(fast.microsPerRecord()).isCloseTo(8.5 / 8, within(1e-9));
    assertThat(slow.microsPerRecord()).isCloseTo(56.5 / 8, within(1e-9));
    assertThat(slow.p50Micros()).isCloseTo(56.5, within(1e-9));
    assertThat(found.get(0).timings().get(1).microsPerRecord()).isCloseTo(1.5, within(1e-9));
    assertThat(found.get(0).fastestMicros()).isEqualTo(fast.microsPerRecord());
  }

  @Test
  void the_contenders_take_turns_after_a_warm_up() {
    assertThat(measure(contender("a", 1_000), contender("b", 1_000))).hasSize(2);

    List<String> singles = calls.stream().filter(call -> call.endsWith("1")).toList();
    assertThat(singles).hasSize(2 * (5 + 3 * 10));
    assertThat(singles.subList(0, 10)).containsExactlyElementsOf(times(5, "a 1", "b 1"));
    assertThat(singles.subList(10, 30)).containsExactlyElementsOf(times(10, "a 1", "b 1"));
    assertThat(singles.subList(30, 50)).containsExactlyElementsOf(times(10, "a 1", "b 1"));
  }

  @Test
  void a_rare_slow_call_shows_in_p99_and_not_in_the_median() {
    int[] runs = new int[1];
    Contender stutters =
        contender(
            "stutters",
            capacity ->
                new RowScorer(
                    2,
                    capacity,
                    row -> row[0],
                    count -> now += ++runs[0] % 20 == 0 ? 100_000 : 1_000));

    BatchTiming single = measure(stutters).get(0).timings().get(1);

    assertThat(single.p50Micros()).isEqualTo(1);
    assertThat(single.p99Micros()).isEqualTo(100);
  }

  @Test
  void the_energy_of_a_sustained_stretch() {
    Measurement found = measure(contender("slow", 7_000)).get(0);

    // A batch of 8 takes 56.5 µs, of which the CPU clock sees half; 10 watts.
    double cpuMicros = 56.5 / 8 / 2;
    assertThat(found.recordsPerSecond()).isCloseTo(1e6 / cpuMicros, within(1.0));
    assertThat(found.joulesPerMillion()).isCloseTo(10 * cpuMicros, within(1e-3));
  }

  @Test
  void without_a_cpu_clock_the_energy_is_unknown_and_time_counts() {
    Clocks clocks = new Clocks(() -> now, () -> -1);
    Measurement found =
        new EfficiencyMeter(PLAN, clocks, new CpuTimeEnergy(clocks.cpuNanos(), 10))
            .measure(List.of(contender("slow", 7_000)), rows)
            .get(0);

    assertThat(found.joulesPerMillion()).isNaN();
    assertThat(found.recordsPerSecond()).isCloseTo(8e6 / 56.5, within(1.0));
  }

  @Test
  void quality_is_that_of_the_scores() {
    Measurement found = measure(contender("a", 10)).get(0);

    double[] expected = new double[rows.rows()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = rows.values()[2 * i];
    }
    assertThat(found.scores()).containsExactly(expected);
    Metrics metrics = Metrics.of(expected, rows.labels());
    assertThat(found.metrics().averagePrecision()).isEqualTo(metrics.averagePrecision());
    assertThat(found.metrics().aucRoc()).isEqualTo(metrics.aucRoc());
  }

  @Test
  void a_model_of_other_inputs_is_refused() {
    Contender other = contender("other", capacity -> new RowScorer(3, capacity, row -> row[0]));

    assertThatThrownBy(() -> measure(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("other has 3 inputs, expected 2 as the rows");
  }

  private List<Measurement> measure(Contender... contenders) {
    Clocks clocks = new Clocks(() -> now, () -> now / 2);
    return new EfficiencyMeter(PLAN, clocks, new CpuTimeEnergy(clocks.cpuNanos(), 10))
        .measure(List.of(contenders), rows);
  }

  private Contender contender(String name, int nanosARow) {
    return contender(
        name,
        capacity ->
            new RowScorer(
                2,
                capacity,
                row -> row[0],
                count -> {
                  calls.add(name + " " + count);
                  now += 500 + (long) count * nanosARow;
                }));
  }

  private static Contender contender(String name, ScorerSource source) {
    return new Contender(name, 1, 1, 1, 1, source);
  }

  private static List<String> times(int count, String first, String second) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      all.add(i < count ? first : second);
    }
    return all;
  }

  /** Two inputs; the first one tells the label, mostly. */
  static LabelledRows rows(int count) {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = new double[2 * count];
    double[] labels = new double[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextDouble() < 0.3 ? 1 : 0;
      values[2 * i] = 0.6 * random.nextDouble() + 0.4 * labels[i];
      values[2 * i + 1] = random.nextDouble();
    }
    return new LabelledRows(List.of("signal", "noise"), values, labels);
  }
}
