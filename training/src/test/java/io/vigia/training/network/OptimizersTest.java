package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.vigia.engine.spec.TrainingSpec.Optimizer;
import io.vigia.engine.spec.TrainingSpec.Schedule;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps of training beside the updates of the papers, in double precision. */
class OptimizersTest {
  private static final int STEPS = 6;
  private static final float RATE = 0.05f;

  /** So strong that where the decay enters shows. */
  private static final float DECAY = 0.4f;

  private static final float[] START = {0.8f, -1.2f};
  private static final float BIAS = 0.3f;
  private static final float[] INPUTS = {1, 2, -1, 0.5f, 0.3f, -2, 2, 1};
  private static final float[] TARGETS = {3, -1, 0.5f, 2};

  @ParameterizedTest
  @EnumSource
  void steps_are_those_of_the_paper(Optimizer kind) {
    assertSteps(kind, Schedule.CONSTANT, DECAY);
  }

  @ParameterizedTest
  @EnumSource
  void steps_without_decay_are_those_of_the_paper(Optimizer kind) {
    assertSteps(kind, Schedule.CONSTANT, 0);
  }

  @ParameterizedTest
  @EnumSource
  void steps_follow_the_schedule(Optimizer kind) {
    assertSteps(kind, Schedule.STEPS, DECAY);
  }

  @Test
  void nesterov_looks_up_the_gradient_ahead() {
    // Sutskever et al., 2013, equations 3 and 4: v ← μv − ε∇f(θ + μv), θ ← θ + v. Training holds
    // the weights ahead, θ + μv.
    List<float[]> found = train(Optimizer.NESTEROV, Schedule.CONSTANT, 0);
    double[] weights = {START[0], START[1], BIAS};
    double[] velocity = new double[3];
    for (int step = 0; step < STEPS; step++) {
      double[] ahead = new double[3];
      for (int i = 0; i < 3; i++) {
        ahead[i] = weights[i] + 0.9 * velocity[i];
      }
      double[] gradient = gradient(ahead);
      for (int i = 0; i < 3; i++) {
        velocity[i] = 0.9 * velocity[i] - RATE * gradient[i];
        weights[i] += velocity[i];
        assertThat((double) found.get(step)[i])
            .isCloseTo(weights[i] + 0.9 * velocity[i], within(2e-6));
      }
    }
  }

  @Test
  void every_optimizer_goes_its_own_way() {
    List<float[]> ends =
        List.of(Optimizer.values()).stream()
            .map(kind -> train(kind, Schedule.CONSTANT, DECAY).get(STEPS - 1))
            .toList();

    assertThat(ends.stream().map(end -> Math.round(end[0] * 1e4)).distinct())
        .hasSize(Optimizer.values().length);
  }

  private static void assertSteps(Optimizer kind, Schedule schedule, float decay) {
    List<float[]> found = train(kind, schedule, decay);
    Textbook textbook = new Textbook(kind, decay);
    for (int step = 1; step <= STEPS; step++) {
      // As the schedule is described: a tenth from half of the steps on, then a hundredth.
      double rate =
          schedule == Schedule.CONSTANT || step <= 3 ? RATE : step <= 4 ? RATE / 10 : RATE / 100;
      textbook.step(step, rate);
      for (int i = 0; i < 3; i++) {
        assertThat((double) found.get(step - 1)[i])
            .as("weight %d after step %d of %s", i, step, kind)
            .isCloseTo(textbook.weights[i], within(2e-6));
      }
    }
  }

  /** Weights and bias after each step; all rows are in each batch. */
  private static List<float[]> train(Optimizer kind, Schedule schedule, float decay) {
    Network network =
        new Network(Size.vector(2), List.of(new Dense(2, 1, START.clone(), new float[] {BIAS})));
    TrainingOptions options =
        new TrainingOptions(STEPS, TARGETS.length, kind, RATE, schedule, decay, STEPS, 0);
    try (TrainingSession session =
        new TrainingSession(
            network,
            new TrainingRows(TARGETS.length, INPUTS, TARGETS),
            OptimizersTest::squares,
            options,
            FakeQuantization.NONE,
            1)) {
      return IntStream.range(0, STEPS)
          .mapToObj(
              step -> {
                session.epoch();
                List<float[]> weights = session.state().weights();
                return new float[] {weights.get(0)[0], weights.get(0)[1], weights.get(1)[0]};
              })
          .toList();
    }
  }

  private static NDArray squares(NDArray outputs, NDArray targets) {
    return outputs.sub(targets).square().mean();
  }

  /** Of the mean of the squares. */
  private static double[] gradient(double[] weights) {
    double[] gradient = new double[3];
    int rows = TARGETS.length;
    for (int row = 0; row < rows; row++) {
      double x0 = INPUTS[2 * row];
      double x1 = INPUTS[2 * row + 1];
      double wrong = weights[0] * x0 + weights[1] * x1 + weights[2] - TARGETS[row];
      gradient[0] += 2 * wrong * x0 / rows;
      gradient[1] += 2 * wrong * x1 / rows;
      gradient[2] += 2 * wrong / rows;
    }
    return gradient;
  }

  /** The updates of the papers. */
  private static final class Textbook {
    private final Optimizer kind;
    private final double decay;
    private final double[] weights = {START[0], START[1], BIAS};
    private final double[] first = new double[3];
    private final double[] second = new double[3];

    Textbook(Optimizer kind, double decay) {
      this.kind = kind;
      this.decay = decay;
    }

    void step(int t, double rate) {
      double[] gradient = gradient(weights);
      for (int i = 0; i < 3; i++) {
        double g = gradient[i] + (kind == Optimizer.ADAMW ? 0 : decay * weights[i]);
        weights[i] +=
            switch (kind) {
              case SGD -> -rate * g;
              // Polyak, 1964: the last step goes on, whatever the rate is by now.
              case MOMENTUM -> first[i] = 0.9 * first[i] - rate * g;
              // As PyTorch documents it; what it is at heart is the next test.
              case NESTEROV -> {
                first[i] = 0.9 * first[i] + g;
                yield -rate * (g + 0.9 * first[i]);
              }
              case ADAM -> adam(t, i, g, rate);
              // Loshchilov and Hutter, algorithm 2: the decay does not pass through the moments.
              case ADAMW -> adam(t, i, g, rate) - rate * decay * weights[i];
            };
      }
    }

    /** Kingma and Ba, algorithm 1. */
    private double adam(int t, int i, double g, double rate) {
      first[i] = 0.9 * first[i] + 0.1 * g;
      second[i] = 0.999 * second[i] + 0.001 * g * g;
      double m = first[i] / (1 - Math.pow(0.9, t));
      double v = second[i] / (1 - Math.pow(0.999, t));
      return -rate * m / (Math.sqrt(v) + 1e-8);
    }
  }
}
