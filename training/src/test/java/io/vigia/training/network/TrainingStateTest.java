package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrainingStateTest {
  private static final TrainingOptions OPTIONS =
      new TrainingOptions(4, 32, Optimizer.ADAMW, 1e-2f, Schedule.COSINE, 1e-4f, 4, 0.9f);

  private static TrainingRows rows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[300 * 2];
    float[] labels = new float[300];
    for (int i = 0; i < labels.length; i++) {
      inputs[2 * i] = random.nextFloat();
      inputs[2 * i + 1] = random.nextFloat();
      labels[i] = inputs[2 * i] + inputs[2 * i + 1] > 1.5f ? 1 : 0;
    }
    return new TrainingRows(labels.length, inputs, labels);
  }

  private static TrainingSession session() {
    Network network = Network.perceptron(2, List.of(4), Activation.Kind.RELU, 1, 7);
    return new TrainingSession(
        network, rows(1), new LogisticLoss(2, 0), OPTIONS, FakeQuantization.NONE, 5);
  }

  @Test
  void the_state_of_one_worker_changes_nothing() {
    try (TrainingSession alone = session();
        TrainingSession averaged = session()) {
      for (int epoch = 0; epoch < 3; epoch++) {
        alone.epoch();
        averaged.epoch();
        TrainingState mean = TrainingState.mean(List.of(averaged.state()), new long[] {12_345});
        averaged.restore(mean);
        List<float[]> expected = alone.averaged().weights();
        List<float[]> found = mean.averaged(alone.averaged()).weights();
        for (int a = 0; a < expected.size(); a++) {
          assertThat(found.get(a)).isEqualTo(expected.get(a));
          assertThat(averaged.averaged().weights().get(a)).isEqualTo(expected.get(a));
        }
      }
    }
  }

  @Test
  void a_session_goes_on_from_where_it_is_put() {
    try (TrainingSession one = session();
        TrainingSession other = session()) {
      one.epoch();
      one.epoch();
      other.restore(one.state());
      for (int a = 0; a < 4; a++) {
        assertThat(other.state().weights().get(a)).isEqualTo(one.state().weights().get(a));
        assertThat(other.state().sums().get(a)).isEqualTo(one.state().sums().get(a));
      }
      assertThat(other.state().start()).isEqualTo(one.state().start());
    }
  }

  @Property(tries = 50, seed = "3")
  void the_mean_counts_each_worker_by_its_rows(
      @ForAll @IntRange(min = 1, max = 5) int workers, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] weights = new float[workers][3];
    float[][] sums = new float[workers][3];
    double[] starts = new double[workers];
    long[] rows = new long[workers];
    for (int w = 0; w < workers; w++) {
      for (int i = 0; i < 3; i++) {
        weights[w][i] = random.nextFloat() * 2 - 1;
        sums[w][i] = random.nextFloat();
      }
      starts[w] = random.nextDouble();
      rows[w] = random.nextLong(1, 1_000_000);
    }
    List<TrainingState> states =
        IntStream.range(0, workers)
            .mapToObj(w -> new TrainingState(List.of(weights[w]), List.of(sums[w]), starts[w]))
            .toList();

    TrainingState mean = TrainingState.mean(states, rows);

    for (int i = 0; i < 3; i++) {
      assertThat((double) mean.weights().get(0)[i]).isCloseTo(mean(weights, i, rows), within(1e-6));
      assertThat((double) mean.sums().get(0)[i]).isCloseTo(mean(sums, i, rows), within(1e-6));
    }
    double start = 0;
    double total = 0;
    for (int w = 0; w < workers; w++) {
      total += rows[w];
    }
    for (int w = 0; w < workers; w++) {
      start += starts[w] * (rows[w] / total);
    }
    assertThat(mean.start()).isCloseTo(start, within(1e-12));
  }

  private static double mean(float[][] of, int i, long[] rows) {
    double sum = 0;
    long total = 0;
    for (int w = 0; w < rows.length; w++) {
      sum += (double) of[w][i] * rows[w];
      total += rows[w];
    }
    return sum / total;
  }
}
