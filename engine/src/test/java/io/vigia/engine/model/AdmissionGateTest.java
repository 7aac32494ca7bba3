package io.vigia.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.score.Scorer;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class AdmissionGateTest {
  private long clock;

  /** Scores by a function of the only input, and takes time of the test's clock. */
  private final class TimedScorer implements Scorer {
    private final double[] batch = new double[AdmissionGate.DEFAULT_BATCH];
    private final double[] scores = new double[AdmissionGate.DEFAULT_BATCH];
    private final DoubleUnaryOperator function;
    private final IntToLongFunction nanos;

    TimedScorer(DoubleUnaryOperator function, IntToLongFunction nanos) {
      this.function = function;
      this.nanos = nanos;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public int capacity() {
      return batch.length;
    }

    @Override
    public void put(int row, double[] values, int from) {
      batch[row] = values[from];
    }

    @Override
    public void run(int rows) {
      clock += nanos.applyAsLong(rows);
      for (int i = 0; i < rows; i++) {
        scores[i] = function.applyAsDouble(batch[i]);
      }
    }

    @Override
    public double score(int row) {
      return scores[row];
    }

    @Override
    public void close() {}
  }

  /** Rows, of which every tenth is positive; the input itself puts those on top. */
  private static Reference.Sample sample(boolean labelled) {
    float[] inputs = new float[700];
    float[] labels = new float[700];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i / 700f;
      labels[i] = i >= 630 ? 1 : 0;
    }
    if (!labelled) {
      Arrays.fill(labels, Float.NaN);
    }
    return new Reference.Sample(inputs, labels);
  }

  private Admission decide(Reference.Sample sample, TimedScorer fp32, TimedScorer int8) {
    return new AdmissionGate(sample, () -> clock, AdmissionGate.DEFAULT_BATCH).decide(fp32, int8);
  }

  private static long fp32Time(int rows) {
    return 5000 + 100L * rows;
  }

  @Test
  void as_good_and_faster_is_admitted() {
    Admission admission =
        decide(
            sample(true),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
            new TimedScorer(x -> x * 0.9, rows -> 9000 + 20L * rows));
    assertThat(admission.int8()).isTrue();
    assertThat(admission.measure()).isEqualTo("average_precision");
    assertThat(admission.fp32Quality()).isEqualTo(1);
    assertThat(admission.int8Quality()).isEqualTo(1);
    assertThat(admission.timings()).extracting(Admission.Timing::batch).containsExactly(1, 64, 256);
    double[][] micros = {{5.1, 9.02}, {11.4 / 64, 10.28 / 64}, {30.6 / 256, 14.12 / 256}};
    for (int i = 0; i < micros.length; i++) {
      assertThat(admission.timings().get(i).fp32Micros()).isCloseTo(micros[i][0], within(1e-9));
      assertThat(admission.timings().get(i).int8Micros()).isCloseTo(micros[i][1], within(1e-9));
    }
    assertThat(admission.reason())
        .isEqualTo(
            "int8: average_precision 1.0000 after 1.0000 in fp32 (at most 0.005 less), 0.90 times"
                + " the time (at most 1.1)");
  }

  @Test
  void slower_in_most_batches_is_not_admitted() {
    Admission admission =
        decide(
            sample(true),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
            new TimedScorer(x -> x, rows -> 13_000 + 95L * rows));
    assertThat(admission.int8()).isFalse();
    assertThat(admission.reason())
        .isEqualTo(
            "fp32: int8 is too slow here: average_precision 1.0000 after 1.0000 in fp32 (at most"
                + " 0.005 less), 1.67 times the time (at most 1.1)");
  }

  @Test
  void worse_is_not_admitted_however_fast() {
    Admission admission =
        decide(
            sample(true),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
            new TimedScorer(x -> x > 0.95 ? 0 : x, rows -> 10L * rows));
    assertThat(admission.int8()).isFalse();
    assertThat(admission.int8Quality()).isLessThan(0.995);
    assertThat(admission.reason()).startsWith("fp32: int8 loses too much: average_precision 0.");
  }

  @Test
  void without_labels_the_order_of_the_rows_counts() {
    Admission same =
        decide(
            sample(false),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
            new TimedScorer(x -> x * x, AdmissionGateTest::fp32Time));
    assertThat(same.int8()).isTrue();
    assertThat(same.measure()).isEqualTo("rank_agreement");
    assertThat(same.int8Quality()).isEqualTo(1);
    Admission other =
        decide(
            sample(false),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
            new TimedScorer(x -> Math.abs(x - 0.2), AdmissionGateTest::fp32Time));
    assertThat(other.int8()).isFalse();
    assertThat(other.reason()).startsWith("fp32: int8 loses too much: rank_agreement 0.");
  }

  @Test
  void without_a_sample_nothing_is_admitted() {
    Admission admission =
        decide(
            new Reference.Sample(new float[0], new float[0]),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
            new TimedScorer(x -> x, AdmissionGateTest::fp32Time));
    assertThat(admission.int8()).isFalse();
    assertThat(admission.reason())
        .isEqualTo("fp32: the reference data has no sample to measure int8 on");
  }

  @Test
  void the_batches_in_use_are_measured() {
    assertThat(new AdmissionGate(sample(true), () -> clock, 1).batches()).containsExactly(1);
    assertThat(new AdmissionGate(sample(true), () -> clock, 3).batches()).containsExactly(1, 3);
    assertThat(new AdmissionGate(sample(true), () -> clock, 32).batches())
        .containsExactly(1, 8, 32);
    // Faster in large batches, slower in small ones: the job's batch size decides.
    TimedScorer fp32 = new TimedScorer(x -> x, rows -> 1000 + 100L * rows);
    TimedScorer int8 = new TimedScorer(x -> x, rows -> 3000 + 50L * rows);
    assertThat(decide(sample(true), fp32, int8).int8()).isTrue();
    Admission small = new AdmissionGate(sample(true), () -> clock, 4).decide(fp32, int8);
    assertThat(small.int8()).isFalse();
    assertThat(small.timeRatio()).isCloseTo(3050 / 1100.0, within(1e-9));
    assertThatThrownBy(() -> new AdmissionGate(sample(true), () -> clock, 0))
        .hasMessage("largest batch is 0, expected 1 or more");
  }

  @Test
  void a_clock_that_stands_still_divides_by_nothing() {
    Admission admission =
        new AdmissionGate(sample(true), () -> 0, AdmissionGate.DEFAULT_BATCH)
            .decide(
                new TimedScorer(x -> x, AdmissionGateTest::fp32Time),
                new TimedScorer(x -> x, AdmissionGateTest::fp32Time));
    assertThat(admission.int8()).isTrue();
    assertThat(admission.timings()).allMatch(timing -> timing.ratio() == 1);
  }
}
