package io.vigia.training.folder;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.training.data.LearningData;
import io.vigia.training.recipe.Product;
import io.vigia.training.recipe.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Validation events that a folder carries: to measure int8 by, and to know its graphs again. */
public final class ReferenceRows {
  private static final int SAMPLE_ROWS = 1_024;
  private static final int GOLDEN_ROWS = 32;

  private final LearningData data;
  private final long seed;

  /** Rows of these events. */
  public ReferenceRows(LearningData data, long seed) {
    this.data = data;
    this.seed = seed;
  }

  /**
   * The reference data of a model.
   *
   * @param tables those that its features look at
   */
  public Reference of(Product product, List<LearnedTable> tables) {
    return new Reference(
        data.inputs(), product.reduction().pca(), tables, sample(), golden(product));
  }

  /** For the admission gate: every positive event up to half, others at random. */
  private Reference.Sample sample() {
    int[] shuffled = shuffled(data.split().validation(), new SplittableRandom(seed));
    double[] labels = data.table().labels();
    int[] positive =
        Arrays.stream(shuffled).filter(row -> labels[row] >= 0.5).limit(SAMPLE_ROWS / 2).toArray();
    int[] others =
        Arrays.stream(shuffled)
            .filter(row -> !(labels[row] >= 0.5))
            .limit(SAMPLE_ROWS - positive.length)
            .toArray();
    int[] chosen =
        IntStream.concat(Arrays.stream(positive), Arrays.stream(others)).sorted().toArray();
    return new Reference.Sample(data.raw(chosen), data.labels(chosen));
  }

  private Reference.Golden golden(Product product) {
    int[] chosen = shuffled(data.split().validation(), new SplittableRandom(seed + 1));
    chosen = Arrays.copyOf(chosen, Math.min(GOLDEN_ROWS, chosen.length));
    return new Reference.Golden(
        data.raw(chosen),
        Scores.of(product.fp32(), DetectorFiles.FP32_MODEL, data.table(), chosen),
        Scores.of(product.int8(), "int8", data.table(), chosen));
  }

  private static int[] shuffled(int[] rows, SplittableRandom random) {
    int[] shuffled = rows.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swap;
    }
    return shuffled;
  }
}
