package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void slides_its_window_over_a_series_with_zeros_around_it() {
    Convolution convolution =
        new Convolution(
            1, 1, new Window(1, 3, 1, 1), 1, new float[] {1, 10, 100}, new float[] {0.5f});

    float[] y = Values.apply(convolution, new Size(1, 1, 4), new float[] {1, 2, 3, 4});

    assertThat(y).containsExactly(210.5f, 321.5f, 432.5f, 43.5f);
  }

  @Test
  void a_stride_leaves_one_value_of_so_many_rounded_up() {
    Convolution convolution =
        new Convolution(1, 1, new Window(1, 3, 1, 2), 1, new float[] {1, 10, 100}, new float[1]);

    float[] y = Values.apply(convolution, new Size(1, 1, 5), new float[] {1, 2, 3, 4, 5});

    assertThat(y).containsExactly(210, 432, 54);
  }

  /** By the definition: the sum over the values scattered into the outputs that they reach. */
  @Property(tries = 50)
  void gathers_what_scattering_gives(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 3) int stride) {
    SplittableRandom own = new SplittableRandom(seed);
    Size input = new Size(2 * groups, own.nextInt(1, 8), own.nextInt(1, 8));
    Window window =
        new Window(1 + 2 * own.nextInt(3), 1 + 2 * own.nextInt(3), stride, own.nextInt(1, 3));
    Convolution layer = Convolution.untrained(2 * groups, 3 * groups, window, groups, own);
    Size output = layer.output(input);
    float[] x = Values.random(input.count(), own);

    double[] expected = new double[output.count()];
    for (int c = 0; c < input.channels(); c++) {
      for (int i = 0; i < input.height(); i++) {
        for (int j = 0; j < input.width(); j++) {
          for (int o = c / 2 * 3; o < (c / 2 + 1) * 3; o++) {
            for (int p = 0; p < output.height(); p++) {
              for (int q = 0; q < output.width(); q++) {
                int u = i - p * stride + window.height() / 2;
                int v = j - q * window.strideWidth() + window.width() / 2;
                if (u >= 0 && u < window.height() && v >= 0 && v < window.width()) {
                  expected[(o * output.height() + p) * output.width() + q] +=
                      (double) x[(c * input.height() + i) * input.width() + j]
                          * layer
                              .kernel()[
                              ((o * 2 + c % 2) * window.height() + u) * window.width() + v];
                }
              }
            }
          }
        }
      }
    }

    Values.assertClose(Values.apply(layer, input, x), expected, 1e-4);
  }

  @Test
  void a_depthwise_one_is_a_full_one_whose_other_weights_are_zero() {
    Window window = new Window(3, 3, 1, 1);
    Convolution depthwise = Convolution.untrained(4, 4, window, 4, random);
    float[] full = new float[4 * 4 * 9];
    for (int channel = 0; channel < 4; channel++) {
      System.arraycopy(depthwise.kernel(), channel * 9, full, (channel * 4 + channel) * 9, 9);
    }
    Size input = new Size(4, 5, 6);
    float[] x = Values.random(input.count(), random);

    float[] y = Values.apply(depthwise, input, x);

    assertThat(y)
        .containsExactly(
            Values.apply(new Convolution(4, 4, window, 1, full, new float[4]), input, x),
            within(1e-5f));
  }

  @Test
  void a_pointwise_one_is_a_dense_layer_at_each_point() {
    Convolution pointwise = Convolution.untrained(3, 2, Window.POINT, 1, random);
    Size input = new Size(3, 2, 2);
    float[] x = Values.random(input.count(), random);

    float[] y = Values.apply(pointwise, input, x);

    for (int point = 0; point < 4; point++) {
      for (int o = 0; o < 2; o++) {
        double expected = 0;
        for (int c = 0; c < 3; c++) {
          expected += pointwise.kernel()[o * 3 + c] * x[c * 4 + point];
        }
        assertThat(y[o * 4 + point]).isCloseTo((float) expected, within(1e-5f));
      }
    }
  }

  @Test
  void refuses_what_does_not_fit() {
    assertThatThrownBy(() -> new Window(2, 3, 1, 1))
        .hasMessage("a window of 2×3, expected odd sides");
    assertThatThrownBy(() -> Convolution.untrained(4, 6, Window.POINT, 4, random))
        .hasMessage("4 to 6 channels in 4 groups, which must divide both");
    assertThatThrownBy(
            () -> Convolution.untrained(4, 6, Window.POINT, 2, random).output(new Size(3, 1, 1)))
        .hasMessage("a convolution of 4 channels behind 3");
  }
}
