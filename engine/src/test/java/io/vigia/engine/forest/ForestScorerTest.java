package io.vigia.engine.forest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.randomcutforest.RandomCutForest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigia.engine.score.ScoringException;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForestScorerTest {
  private static final int WIDTH = 3;
  private static final ForestInputs INPUTS =
      new ForestInputs(new float[] {0.5f, 0, 0}, new float[] {1, 0, 0}, new float[] {2, 1, 0}, 8);
  private static final RandomCutForest FOREST = forest();
  private static final byte[] FILE = ForestFile.of(INPUTS, 4, -1, FOREST).write();

  private static RandomCutForest forest() {
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(WIDTH)
            .numberOfTrees(20)
            .sampleSize(64)
            .outputAfter(1)
            .timeDecay(0)
            .parallelExecutionEnabled(false)
            .randomSeed(5)
            .build();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      forest.update(new float[] {(float) random.nextGaussian(), (float) random.nextGaussian(), 0});
    }
    return forest;
  }

  private static ForestScorer open(byte[] bytes) {
    return ForestScorer.open(bytes, "d/forest.json", WIDTH, 8);
  }

  private static double score(ForestScorer scorer, double... inputs) {
    scorer.put(0, inputs, 0);
    scorer.run(1);
    return scorer.score(0);
  }

  @Test
  void scores_as_the_forest_that_was_fitted() {
    SplittableRandom random = new SplittableRandom(9);
    try (ForestScorer scorer = open(FILE)) {
      for (int i = 0; i < 200; i++) {
        double a = 3 * random.nextGaussian();
        double b = 3 * random.nextGaussian();
        float[] point = {
          Math.max(-8, Math.min(8, ((float) a - 1) * 2)), Math.max(-8, Math.min(8, (float) b)), 0
        };
        double anomaly = FOREST.getAnomalyScore(point);
        double expected = 1 / (1 + Math.exp(-(4 * Math.log(anomaly + ForestScorer.FLOOR) - 1)));
        assertThat(score(scorer, a, b, 12)).isEqualTo(expected).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void what_is_far_off_is_strange_and_a_missing_input_is_usual() {
    try (ForestScorer scorer = open(FILE)) {
      double usual = score(scorer, 1, 0, 0);
      assertThat(score(scorer, 5, 5, 0)).isGreaterThan(usual + 0.3);
      assertThat(score(scorer, 1e30, -1e300, 0)).isEqualTo(score(scorer, 100, -100, 0));
      assertThat(score(scorer, Double.NaN, 0, Double.NaN)).isEqualTo(score(scorer, 0.5, 0, 0));
    }
  }

  @Test
  void rows_do_not_depend_on_each_other_nor_on_what_was_scored_before() {
    try (ForestScorer scorer = open(FILE);
        ForestScorer other = open(FILE)) {
      for (int i = 0; i < 8; i++) {
        scorer.put(i, new double[] {9, i, -i, 0, 9}, 1);
      }
      scorer.run(8);
      for (int i = 7; i >= 0; i--) {
        assertThat(score(other, i, -i, 0)).isEqualTo(scorer.score(i));
      }
      assertThat(scorer.width()).isEqualTo(WIDTH);
      assertThat(scorer.capacity()).isEqualTo(8);
      assertThatThrownBy(() -> scorer.run(9)).hasMessage("rows is 9, expected 1 to 8");
    }
  }

  @Test
  void a_closed_one_does_not_score() {
    ForestScorer scorer = open(FILE);
    scorer.close();
    assertThatThrownBy(() -> scorer.run(1))
        .isInstanceOf(ScoringException.class)
        .hasMessage("the scorer is closed");
  }

  @Test
  void a_file_read_and_written_again_is_the_same() {
    assertThat(ForestFile.read(FILE, "f", WIDTH).write()).isEqualTo(FILE);
    assertThat(ForestFile.isForest(FILE)).isTrue();
    assertThat(ForestFile.isForest(new byte[] {8, 7})).isFalse();
  }

  @Test
  void a_damaged_file_is_refused() {
    byte[] cut = Arrays.copyOf(FILE, FILE.length / 2);
    assertThatThrownBy(() -> open(cut))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "d/forest.json: expected a random cut forest as 'vigia train' writes it; found: ")
        .hasMessageEndingWith("; restore the file or train again");
    assertThatThrownBy(() -> open("{\"format\": 1}".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ForestScorer.open(FILE, "f", 4, 1))
        .hasMessage(
            "f: expected a random cut forest as 'vigia train' writes it; a forest of 3 inputs, but"
                + " the detector's features make 4; restore the file or train again");
  }

  /** Sizes that a library would allocate by, names of classes, fields that nobody knows. */
  @ParameterizedTest
  @CsvSource({
    "/forest, numberOfTrees, 2000000000, 2000000000 trees",
    "/forest, numberOfTrees, 19, sizes",
    "/forest, sampleSize, 2000000000, a sample of 2000000000",
    "/forest, sampleSize, 32, sizes",
    "/forest, shingleSize, 3, shingles of 3",
    "/forest, compressed, true, packed arrays",
    "/forest/pointStoreState, capacity, 2000000000, sizes",
    "/forest/pointStoreState, indexCapacity, 2000000000, sizes",
    "/forest/pointStoreState, dimensions, 1000000, sizes",
    "/forest/compactSamplerStates/0, capacity, 2000000000, sizes",
    "/forest/compactRandomCutTreeStates/3, maxSize, 2000000000, sizes",
    "/forest/compactRandomCutTreeStates/3/nodeStoreState, capacity, 2000000000, sizes",
    "/forest, @class, 7, @class",
    "'', slope, -1, slope -1.0",
    "'', surprise, 1, surprise",
    "/inputs, clip, 0, clip 0.0"
  })
  void what_does_not_fit_is_refused(String at, String field, String value, String message)
      throws IOException {
    byte[] changed =
        changed(
            root -> {
              ObjectNode node = at.isEmpty() ? root : (ObjectNode) root.at(snake(at));
              node.putPOJO(snake(field), number(value));
            });
    assertThatThrownBy(() -> open(changed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** Whatever is done to the trees, the answer is a refusal or a number, never a crash. */
  @Test
  void broken_trees_never_crash() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 60; i++) {
      String[] arrays = {"cut_dimension", "left_index", "right_index", "leaf_mass"};
      String array = arrays[random.nextInt(arrays.length)];
      int value = random.nextInt(-3, 200);
      byte[] changed =
          changed(
              root -> {
                var nodes =
                    (ObjectNode)
                        root.at("/forest/compact_random_cut_tree_states/0/node_store_state");
                var numbers = nodes.withArray("/" + array);
                for (int j = 0; j < numbers.size(); j++) {
                  numbers.set(j, value);
                }
              });
      try (ForestScorer scorer = open(changed)) {
        assertThat(score(scorer, 3, -2, 1)).isBetween(0.0, 1.0);
      } catch (IllegalArgumentException | ScoringException e) {
        assertThat(e).hasMessageStartingWith("d/forest.json: ");
      }
    }
  }

  private static Object number(String value) {
    return value.equals("true") ? (Object) true : Long.valueOf(value);
  }

  /** As the file writes names. */
  private static String snake(String names) {
    return names.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }

  private static byte[] changed(Consumer<ObjectNode> change) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = (ObjectNode) mapper.readTree(FILE);
    change.accept(root);
    return mapper.writeValueAsBytes(root);
  }
}
