package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayersTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void a_normalization_brings_its_batch_to_the_learned_mean_and_deviation() {
    float[] x = Values.random(1_000, random);
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = 3 * x[i] + 7;
      mean += x[i] / (double) x.length;
    }
    for (float value : x) {
      squares += (value - mean) * (value - mean) / x.length;
    }
    BatchNorm norm =
        new BatchNorm(
            new float[] {2},
            new float[] {-1},
            new float[] {(float) mean},
            new float[] {(float) squares});

    float[] y = Values.apply(norm, new Size(1, 10, 100), x);

    double outputMean = 0;
    for (float value : y) {
      outputMean += value / (double) y.length;
    }
    double outputSquares = 0;
    for (float value : y) {
      outputSquares += (value - outputMean) * (value - outputMean) / y.length;
    }
    assertThat(outputMean).isCloseTo(-1, within(1e-3));
    assertThat(Math.sqrt(outputSquares)).isCloseTo(2, within(1e-3));
  }

  @Test
  void squeeze_and_excitation_weighs_channels_by_their_means() {
    Dense reduce = new Dense(2, 1, new float[] {1, 2}, new float[] {1});
    Dense expand = new Dense(1, 2, new float[] {-0.5f, 1}, new float[] {0, -1});
    SqueezeExcitation squeeze = new SqueezeExcitation(reduce, expand);

    // Means 2 and -1: within 2 - 2 + 1 = 1; factors clip(-0.5/6 + ½) and clip(0/6 + ½).
    float[] y = Values.apply(squeeze, new Size(2, 1, 2), new float[] {1, 3, -2, 0});

    float first = 0.5f - 0.5f / 6;
    assertThat(y).containsExactly(new float[] {first, 3 * first, -1, 0}, within(1e-6f));
    assertThat(squeeze.multiplyAdds(new Size(2, 1, 2))).isEqualTo(2 + 2 + 4);
  }

  @Test
  void a_residual_adds_its_input() {
    Convolution doubling = new Convolution(1, 1, Window.POINT, 1, new float[] {2}, new float[] {1});
    Residual residual = new Residual(List.of(doubling, new Activation(Activation.Kind.RELU)));

    float[] y = Values.apply(residual, new Size(1, 1, 3), new float[] {-3, 0, 5});

    assertThat(y).containsExactly(-3, 1, 16);
    Residual narrowing =
        new Residual(List.of(Convolution.untrained(2, 1, Window.POINT, 1, random)));
    assertThatThrownBy(() -> narrowing.output(new Size(2, 1, 3)))
        .hasMessage("layers that make 1×1×3 of 2×1×3 cannot be added to their input");
  }

  @Test
  void a_residual_keeps_statistics_behind_what_is_learned() {
    BatchNorm norm = BatchNorm.untrained(2);
    Convolution mixing = Convolution.untrained(2, 2, Window.POINT, 1, random);
    Residual residual = new Residual(List.of(norm, mixing, norm));

    List<float[]> weights = residual.weights();

    assertThat(residual.statistics()).isEqualTo(4);
    assertThat(weights)
        .containsExactly(
            norm.gamma(),
            norm.beta(),
            mixing.kernel(),
            mixing.bias(),
            norm.gamma(),
            norm.beta(),
            norm.mean(),
            norm.variance(),
            norm.mean(),
            norm.variance());
    assertThat(residual.with(weights).weights()).containsExactlyElementsOf(weights);
    assertThat(residual.split(weights).get(1)).containsExactly(mixing.kernel(), mixing.bias());
  }

  @Test
  void pooling_takes_the_mean_of_each_channel() {
    float[] y =
        Values.apply(new GlobalAveragePool(), new Size(2, 1, 2), new float[] {1, 2, 10, 30});

    assertThat(y).containsExactly(1.5f, 20);
  }

  /** Centres of outputs at (i + ½)/2 − ½: −¼, ¼, ¾, 1¼ of the inputs. */
  @Test
  void resizing_goes_linearly_between_neighbours() {
    float[] y = Values.apply(new Resize(1, 4), new Size(1, 1, 2), new float[] {0, 4});

    assertThat(y).containsExactly(0, 1, 3, 4);
    float[] frame = Values.apply(new Resize(4, 2), new Size(1, 2, 2), new float[] {0, 1, 4, 5});
    assertThat(frame).containsExactly(0, 1, 1, 2, 3, 4, 4, 5);
  }

  @Test
  void a_plane_stays_a_plane_when_it_is_resized() {
    Size input = new Size(1, 10, 12);
    float[] x = new float[input.count()];
    for (int i = 0; i < x.length; i++) {
      x[i] = 2 * (i / 12 + 0.5f) / 10 + 3 * (i % 12 + 0.5f) / 12;
    }

    float[] y = Values.apply(new Resize(7, 9), input, x);

    // At the rim there is one neighbour only.
    for (int i = 1; i < 6; i++) {
      for (int j = 1; j < 8; j++) {
        assertThat(y[i * 9 + j]).isCloseTo(2 * (i + 0.5f) / 7 + 3 * (j + 0.5f) / 9, within(1e-5f));
      }
    }
  }
}
