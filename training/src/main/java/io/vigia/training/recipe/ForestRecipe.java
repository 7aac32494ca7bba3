package io.vigia.training.recipe;

import com.amazon.randomcutforest.RandomCutForest;
import io.vigia.engine.forest.ForestFile;
import io.vigia.engine.forest.ForestInputs;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.ModelSpec.ForestSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.report.Contender;
import io.vigia.training.report.ForestSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Learns what is usual as a random cut forest: an event that few random cuts part from all others
 * is strange (S. Guha, N. Mishra, G. Roy and O. Schrijvers, "Robust Random Cut Forest Based Anomaly
 * Detection on Streams", ICML 2016). Each tree holds an unbiased sample of the events, however old.
 */
public final class ForestRecipe implements Recipe {
  private final ModelSpec model;
  private final ForestSpec spec;
  private final OptionalDouble timesMaximum;
  private final long seed;
  private final LongSupplier nanoClock;
  private final Consumer<String> progress;

  /**
   * The recipe of a detector.
   *
   * @param timesMaximum how many times the largest anomaly score in training alerts, where that is
   *     asked for
   * @param nanoClock nanoseconds of a clock that only ever advances, for the times of the report
   * @param progress receives lines about what is going on
   */
  public ForestRecipe(
      ModelSpec model,
      OptionalDouble timesMaximum,
      long seed,
      LongSupplier nanoClock,
      Consumer<String> progress) {
    this.model = model;
    this.spec = model.network().forest().orElse(ForestSpec.DEFAULT);
    this.timesMaximum = timesMaximum;
    this.seed = seed;
    this.nanoClock = nanoClock;
    this.progress = progress;
  }

  @Override
  public Product make(LearningData data, boolean isCompared) {
    long begun = nanoClock.getAsLong();
    Preprocessing scales =
        Preprocessing.of(data.inputs(), InputScale.LINEAR, model.training().clip());
    int width = scales.width();
    int[] rows = chosen(data.split().fit());
    float[][] points = points(data.table(), rows, scales);
    RandomCutForest forest = forest(width);
    for (float[] point : points) {
      forest.update(point);
    }
    double[] anomalies = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      anomalies[i] = forest.getAnomalyScore(points[i]);
    }
    AlertingErrors errors = AlertingErrors.of(anomalies, timesMaximum);
    ForestInputs inputs =
        new ForestInputs(scales.median(), scales.mean(), scales.scale(), scales.clip());
    byte[] file =
        ForestFile.of(inputs, errors.scale().slope(), errors.scale().shift(), forest).write();
    if (file.length > DetectorFiles.MAX_FILE_BYTES) {
      throw new UnsuitableDataException(
          "the forest takes "
              + file.length
              + " bytes, and a file of a detector has at most "
              + DetectorFiles.MAX_FILE_BYTES
              + "; take fewer trees, a smaller sample or fewer inputs");
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "a forest of %d trees over %d events: %,d bytes",
            spec.trees(),
            rows.length,
            file.length));
    return product(data, scales, errors, file, (nanoClock.getAsLong() - begun) * 1e-9);
  }

  private RandomCutForest forest(int width) {
    return RandomCutForest.builder()
        .dimensions(width)
        .numberOfTrees(spec.trees())
        .sampleSize(spec.sample())
        .outputAfter(1)
        .timeDecay(0)
        .parallelExecutionEnabled(false)
        .randomSeed(seed)
        .build();
  }

  /** As many events as the trees have places for, at random: more would only take time. */
  private int[] chosen(int[] rows) {
    int places = spec.trees() * spec.sample();
    if (rows.length <= places) {
      return rows;
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] chosen = new int[places];
    int taken = 0;
    for (int i = 0; taken < places; i++) {
      if (random.nextInt(rows.length - i) < places - taken) {
        chosen[taken++] = rows[i];
      }
    }
    return chosen;
  }

  private static float[][] points(FeatureTable table, int[] rows, Preprocessing scales) {
    double[] prepared = new double[scales.width()];
    float[][] points = new float[rows.length][prepared.length];
    for (int i = 0; i < rows.length; i++) {
      scales.apply(table, rows[i], prepared);
      for (int j = 0; j < prepared.length; j++) {
        points[i][j] = (float) prepared[j];
      }
    }
    return points;
  }

  private Product product(
      LearningData data, Preprocessing scales, AlertingErrors errors, byte[] file, double seconds) {
    String name = model.network().kind().yaml();
    long held = Math.min(data.split().fit().length, spec.sample());
    long cuts = spec.trees() * (held - 1);
    long parameters = spec.trees() * held * scales.width() + 2 * cuts;
    long comparisons = spec.trees() * (long) Math.ceil(Math.log(held) / Math.log(2));
    return new Product(
        new Reduction(scales, Optional.empty()),
        new ModelCard.Network(name, List.of(), "none: scores rank, they are no probabilities"),
        parameters,
        comparisons,
        file,
        file,
        errors.threshold(),
        List.of(
            new Contender(
                name,
                parameters,
                file.length,
                comparisons,
                seconds,
                new ForestSource(file, name, scales.width()))),
        name,
        List.of());
  }
}
