package io.vigia.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.score.ScoringException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxScorerTest {
  private static final int WIDTH = OnnxGraphs.WIDTH;

  @Test
  void scores_may_come_as_a_row_or_as_a_column() {
    for (boolean column : new boolean[] {true, false}) {
      try (OnnxScorer scorer =
          OnnxScorer.open(OnnxGraphs.firstFeature(3, column), "m.onnx", 3, 40)) {
        for (int i = 0; i < 40; i++) {
          scorer.put(i, new double[] {i / 64.0, 5, 5}, 0);
        }
        scorer.run(40);
        for (int i = 0; i < 40; i++) {
          assertThat(scorer.score(i)).isEqualTo(i / 64.0);
        }
      }
    }
  }

  @Test
  void missing_values_reach_the_imputer_and_huge_ones_stay_finite() {
    try (OnnxScorer scorer = OnnxScorer.open(OnnxGraphs.fp32(2, 3), "m.onnx", 2, 4)) {
      scorer.put(0, new double[] {Double.NaN, Double.NaN}, 0);
      scorer.run(1);
      assertThat(scorer.score(0)).isBetween(0.0, 1.0);
    }
    try (OnnxScorer scorer = OnnxScorer.open(OnnxGraphs.firstFeature(1, true), "m.onnx", 1, 4)) {
      double[] huge = {1e300, -1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
      for (int i = 0; i < 4; i++) {
        scorer.put(i, huge, i);
      }
      scorer.run(4);
      assertThat(List.of(scorer.score(0), scorer.score(1), scorer.score(2), scorer.score(3)))
          .containsExactly(1.0, 0.0, 1.0, 0.0);
    }
  }

  @Test
  void batches_grow_by_doubling_up_to_the_capacity() {
    assertThat(OnnxScorer.sizes(1)).containsExactly(16);
    assertThat(OnnxScorer.sizes(16)).containsExactly(16);
    assertThat(OnnxScorer.sizes(17)).containsExactly(16, 32);
    assertThat(OnnxScorer.sizes(100)).containsExactly(16, 32, 64, 112);
    assertThat(OnnxScorer.sizes(256)).containsExactly(16, 32, 64, 128, 256);
  }

  /** What "the same file gives the same scores at any parallelism" stands on. */
  @Property(tries = 150, seed = "1")
  void a_score_depends_neither_on_the_batch_nor_on_the_place_in_it(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 256) int rows,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 300) int hidden,
      @ForAll boolean quantised) {
    byte[] model = OnnxGraphs.network(width, new int[] {hidden, 1 + hidden / 2}, seed, quantised);
    double[] values = values(seed, rows, width);
    try (OnnxScorer together = OnnxScorer.open(model, "m.onnx", width, 256);
        OnnxScorer alone = OnnxScorer.open(model, "m.onnx", width, 1);
        OnnxScorer some = OnnxScorer.open(model, "m.onnx", width, 100)) {
      for (int i = 0; i < rows; i++) {
        together.put(i, values, i * width);
      }
      together.run(rows);
      for (int i = 0; i < rows; i++) {
        alone.put(0, values, i * width);
        alone.run(1);
        int place = Math.floorMod(i * 7 + (int) seed, 100);
        some.put(place, values, i * width);
        some.run(place + 1);
        assertThat(Double.doubleToLongBits(alone.score(0)))
            .as("row %d of %d", i, rows)
            .isEqualTo(Double.doubleToLongBits(together.score(i)))
            .isEqualTo(Double.doubleToLongBits(some.score(place)));
      }
    }
  }

  private static double[] values(long seed, int rows, int width) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble() * 6 - 3;
    }
    return values;
  }

  @Test
  void int8_is_close_to_fp32_but_not_it() {
    double[] values = values(5, 200, WIDTH);
    try (OnnxScorer fp32 = OnnxScorer.open(OnnxGraphs.fp32(WIDTH, 5), "a", WIDTH, 200);
        OnnxScorer int8 = OnnxScorer.open(OnnxGraphs.int8(WIDTH, 5), "b", WIDTH, 200)) {
      for (int i = 0; i < 200; i++) {
        fp32.put(i, values, i * WIDTH);
        int8.put(i, values, i * WIDTH);
      }
      fp32.run(200);
      int8.run(200);
      double off = 0;
      for (int i = 0; i < 200; i++) {
        off += Math.abs(fp32.score(i) - int8.score(i)) / 200;
      }
      assertThat(off).isBetween(1e-6, 0.05);
    }
  }

  @Test
  void scorers_of_many_threads_do_not_disturb_each_other() throws Exception {
    byte[] model = OnnxGraphs.int8(WIDTH, 9);
    double[] values = values(9, 64, WIDTH);
    double[] expected = new double[64];
    try (OnnxScorer scorer = OnnxScorer.open(model, "m", WIDTH, 64)) {
      score(scorer, values, expected);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<double[]>> found = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        found.add(
            threads.submit(
                () -> {
                  double[] scores = new double[64];
                  try (OnnxScorer scorer = OnnxScorer.open(model, "m", WIDTH, 64)) {
                    for (int repeat = 0; repeat < 200; repeat++) {
                      score(scorer, values, scores);
                    }
                  }
                  return scores;
                }));
      }
      for (Future<double[]> scores : found) {
        assertThat(scores.get()).containsExactly(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void score(OnnxScorer scorer, double[] values, double[] into) {
    for (int i = 0; i < into.length; i++) {
      scorer.put(i, values, i * WIDTH);
    }
    scorer.run(into.length);
    for (int i = 0; i < into.length; i++) {
      into[i] = scorer.score(i);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -0.25f, 1.25f})
  void an_answer_that_is_no_score_is_a_failure(float answer) {
    try (OnnxScorer scorer = OnnxScorer.open(OnnxGraphs.constant(2, answer), "m.onnx", 2, 4)) {
      scorer.put(0, new double[2], 0);
      assertThatThrownBy(() -> scorer.run(1))
          .isInstanceOf(ScoringException.class)
          .hasMessage(
              "the model's score of row 0 of 1 is "
                  + answer
                  + ", expected a finite number from 0 to 1");
    }
  }

  @Test
  void refuses_a_capacity_of_nothing() {
    assertThatThrownBy(() -> OnnxScorer.open(OnnxGraphs.fp32(2, 1), "m.onnx", 2, 0))
        .hasMessage("capacity is 0, expected at least 1");
  }

  @Test
  void refuses_what_is_no_onnx() {
    refused("hello, I am a model".getBytes(java.nio.charset.StandardCharsets.UTF_8), 2)
        .hasMessageStartingWith("m.onnx: 19 bytes that are no ONNX model");
    refused(new byte[0], 2)
        .hasMessage("m.onnx: 0 bytes that are no ONNX model (no IR version in them)");
    byte[] model = OnnxGraphs.fp32(2, 1);
    refused(java.util.Arrays.copyOf(model, model.length / 2), 2)
        .hasMessageContaining("bytes that are no ONNX model (a field of ");
  }

  @Property(tries = 300, seed = "2")
  void refuses_any_bytes_without_a_crash(@ForAll byte[] bytes) {
    assertThatThrownBy(() -> OnnxFile.check(bytes, "m.onnx")).isInstanceOf(ModelException.class);
  }

  @Property(tries = 60, seed = "3")
  void refuses_or_opens_a_damaged_model_without_a_crash(
      @ForAll @IntRange(max = 4000) int at, @ForAll byte value) {
    byte[] model = OnnxGraphs.fp32(4, 1);
    model[at % model.length] = value;
    try (OnnxScorer scorer = OnnxScorer.open(model, "m.onnx", 4, 1)) {
      assertThat(scorer.width()).isEqualTo(4);
    } catch (ModelException e) {
      assertThat(e).hasMessageStartingWith("m.onnx: ");
    }
  }

  @Test
  void refuses_other_inputs_and_outputs() {
    refused(OnnxGraphs.fp32(3, 1), 2)
        .hasMessage(
            "m.onnx: input 'features' has shape [-1, 3], expected [-1, 2]: any number of rows of"
                + " 2 features; train the model for this detector");
    refused(OnnxGraphs.otherNames(2, "x", "score"), 2)
        .hasMessage("m.onnx: inputs are [x], expected one, 'features'");
    refused(OnnxGraphs.otherNames(2, "features", "y"), 2)
        .hasMessage("m.onnx: outputs are [y], expected 'score' among them");
    refused(OnnxGraphs.doubleInput(2), 2)
        .hasMessage(
            "m.onnx: input 'features' is a tensor of DOUBLE of shape [-1, 2], expected a tensor of"
                + " floats (FLOAT) of shape [-1, 2]");
    refused(OnnxGraphs.outputs(2, 3), 2)
        .hasMessage(
            "m.onnx: output 'score' has shape [-1, 3], expected [-1] or [-1, 1]: one score a row");
  }

  @Test
  void refuses_native_code_and_files_of_others() {
    refused(OnnxGraphs.customOperator(2), 2)
        .hasMessage(
            "m.onnx: needs operators of [com.example], expected those of ONNX and ONNX Runtime"
                + " only; custom operators are native code and are not loaded");
    for (boolean inNode : new boolean[] {false, true}) {
      refused(OnnxGraphs.externalWeights(2, inNode), 2)
          .hasMessage(
              "m.onnx: keeps weights in another file, expected all of them in the model file");
    }
    refused(OnnxGraphs.nested(500), 2)
        .hasMessageEndingWith("bytes that are no ONNX model (nested more than 64 deep)");
    refused(OnnxGraphs.unknownOperator(2), 2)
        .hasMessageStartingWith("m.onnx: ONNX Runtime refuses this model: ")
        .hasMessageContaining("NoSuchOperator");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      byte[] model, int width) {
    return assertThatThrownBy(() -> OnnxScorer.open(model, "m.onnx", width, 4).close())
        .isInstanceOf(ModelException.class);
  }
}
