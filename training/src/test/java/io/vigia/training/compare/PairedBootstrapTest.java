package io.vigia.training.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

  @Property(seed = "1")
  void a_draw_is_measured_as_its_events_written_out_would_be(
      @ForAll @Size(8) List<@IntRange(max = 4) Integer> scores,
      @ForAll @Size(8) List<@IntRange(max = 3) Integer> times) {
    double[] numbers = scores.stream().mapToDouble(score -> score / 4.0).toArray();
    boolean[] positive = {true, false, true, false, false, true, false, true};
    int[] drawn = times.stream().mapToInt(Integer::intValue).toArray();
    int total = Arrays.stream(drawn).sum();
    double[] writtenOut = new double[total];
    double[] labels = new double[total];
    int at = 0;
    for (int i = 0; i < drawn.length; i++) {
      for (int j = 0; j < drawn[i]; j++) {
        writtenOut[at] = numbers[i];
        labels[at++] = positive[i] ? 1 : 0;
      }
    }

    double found = PairedBootstrap.Ranking.of(numbers).averagePrecision(drawn, positive);

    double expected = Metrics.of(writtenOut, labels).averagePrecision();
    if (Double.isNaN(expected)) {
      assertThat(found).isNaN();
    } else {
      assertThat(found).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void equal_scorers_differ_by_nothing() {
    double[] scores = noisy(500, 0.5, 1);

    assertThat(new PairedBootstrap(scores, scores, labels(500)).interval(3))
        .isEqualTo(new PairedBootstrap.Interval(0, 0));
  }

  @Test
  void a_perfect_scorer_is_better_than_a_constant_one_by_the_share_of_negatives() {
    // Perfect: 1. Constant: the share of positives of the draw, a binomial number over 1,000.
    double[] labels = new double[1_000];
    Arrays.fill(labels, 0, 200, 1);

    PairedBootstrap.Interval found =
        new PairedBootstrap(new double[1_000], labels.clone(), labels).interval(1);

    double deviation = Math.sqrt(0.2 * 0.8 / 1_000);
    assertThat(found.low()).isCloseTo(0.8 - 1.96 * deviation, within(0.004));
    assertThat(found.high()).isCloseTo(0.8 + 1.96 * deviation, within(0.004));
  }

  @Test
  void scorers_that_differ_by_chance_alone_have_0_between() {
    double[] labels = labels(500);

    PairedBootstrap.Interval found =
        new PairedBootstrap(noisy(500, 0.3, 1), noisy(500, 0.3, 2), labels).interval(1);

    assertThat(found.low()).isNegative();
    assertThat(found.high()).isPositive();
  }

  @Test
  void the_same_seed_draws_alike() {
    PairedBootstrap bootstrap =
        new PairedBootstrap(noisy(200, 0.3, 1), noisy(200, 0.4, 2), labels(200));

    assertThat(bootstrap.interval(5))
        .isEqualTo(bootstrap.interval(5))
        .isNotEqualTo(bootstrap.interval(6));
  }

  private static double[] labels(int count) {
    double[] labels = new double[count];
    for (int i = 0; i < count; i += 5) {
      labels[i] = 1;
    }
    return labels;
  }

  private static double[] noisy(int count, double signal, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = labels(count);
    for (int i = 0; i < count; i++) {
      scores[i] = signal * scores[i] + (1 - signal) * random.nextDouble();
    }
    return scores;
  }
}
