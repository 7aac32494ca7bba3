package io.vigia.training.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.network.Activation;
import io.vigia.training.network.Dense;
import io.vigia.training.network.FakeQuantization;
import io.vigia.training.network.Network;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.network.TrainingSession;
import io.vigia.training.network.Values;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportanceTest {
  private static final int ROWS = 64;

  private final TrainingRows rows = Rings.rows(ROWS, 1);
  private final Network network =
      Values.shaken(Network.perceptron(Rings.WIDTH, List.of(5, 4), Activation.Kind.TANH, 1, 3), 4);

  @Test
  void is_the_square_of_the_slope_of_the_loss_along_a_gate() {
    List<double[]> importance = importance(network);

    for (int place = 0; place < 3; place++) {
      for (int unit = 0; unit < importance.get(place).length; unit++) {
        double step = 1e-5;
        double slope = (loss(place, unit, 1 + step) - loss(place, unit, 1 - step)) / (2 * step);
        assertThat(importance.get(place)[unit])
            .as("unit %d of row %d", unit, place)
            .isCloseTo(slope * slope, within(1e-9 + 2e-3 * slope * slope));
      }
    }
  }

  @Test
  void a_unit_that_nothing_takes_from_is_of_none() {
    Dense mixer = network.dense().get(1);
    Arrays.fill(mixer.kernel(), 2 * mixer.out(), 3 * mixer.out(), 0);

    double[] hidden = importance(network).get(1);

    assertThat(hidden[2]).isZero();
    for (int unit : new int[] {0, 1, 3, 4}) {
      assertThat(hidden[unit]).isPositive();
    }
  }

  @Test
  void batches_are_averaged_as_squares() {
    // Over one batch the slopes of its rows cancel; over single rows their squares do not.
    List<double[]> whole = importance(network);
    List<double[]> single;
    try (TrainingSession session = session(network, 1)) {
      single = Importance.of(session, network, Units.rows(network), ROWS);
    }

    for (int unit = 0; unit < 4; unit++) {
      assertThat(single.get(2)[unit]).isGreaterThan(whole.get(2)[unit]);
    }
  }

  private List<double[]> importance(Network of) {
    try (TrainingSession session = session(of, ROWS)) {
      return Importance.of(session, of, Units.rows(of), 1);
    }
  }

  private TrainingSession session(Network of, int batch) {
    TrainingOptions usual = Rings.NO_TUNING;
    TrainingOptions options =
        new TrainingOptions(
            1, batch, usual.optimizer(), 0, usual.schedule(), 0, 1, usual.averaging());
    return new TrainingSession(of, rows, Rings.LOSS, options, FakeQuantization.NONE, 1);
  }

  /** The loss with a unit's value times a gate, in double precision. */
  private double loss(int place, int unit, double gate) {
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] x = new double[Rings.WIDTH];
      for (int i = 0; i < x.length; i++) {
        x[i] = rows.inputs()[row * Rings.WIDTH + i];
      }
      for (int l = 0; l < 3; l++) {
        if (l == place) {
          x[unit] *= gate;
        }
        Dense dense = network.dense().get(l);
        double[] y = new double[dense.out()];
        for (int j = 0; j < y.length; j++) {
          y[j] = dense.bias()[j];
          for (int i = 0; i < x.length; i++) {
            y[j] += x[i] * dense.kernel()[i * dense.out() + j];
          }
          y[j] = l < 2 ? Math.tanh(y[j]) : y[j];
        }
        x = y;
      }
      sum +=
          rows.targets()[row] == 1
              ? Rings.LOSS.positiveWeight() * Math.log1p(Math.exp(-x[0]))
              : Math.log1p(Math.exp(x[0]));
    }
    return sum / ROWS;
  }
}
