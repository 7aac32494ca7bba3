package io.vigia.training.distributed;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What one process makes of rows, by the code that {@code vigia train} runs. */
record SingleProcess(
    List<Reference.Feature> inputs, Reduction reduction, NetworkTrainer.Result trained) {

  static SingleProcess of(FeatureTable table, Optional<PcaSpec> pca, Recipe recipe) {
    TimeSplit split = TimeSplit.of(table);
    List<Reference.Feature> inputs = new ArrayList<>();
    for (int column = 0; column < table.width(); column++) {
      inputs.add(Inputs.describe(table, column, split.fit()));
    }
    Reduction reduction =
        Reduction.fit(table, split.fit(), Preprocessing.of(inputs, InputScale.LOG), pca);
    double[] truth = truth(table, split.validation());
    float[] labels = new float[split.fit().length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (float) table.labels()[split.fit()[i]];
    }
    NetworkTrainer.Result trained =
        new NetworkTrainer(recipe.options(labels.length), recipe.seed(), line -> {})
            .train(
                recipe.untrained(reduction.width()),
                new TrainingRows(labels.length, reduction.apply(table, split.fit()), labels),
                recipe.objective(),
                new NetworkTrainer.Validation(
                    reduction.apply(table, split.validation()),
                    "average precision",
                    logits -> Metrics.of(doubles(logits), truth).averagePrecision()));
    return new SingleProcess(inputs, reduction, trained);
  }

  /** The labels of rows. */
  static double[] truth(FeatureTable table, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> table.labels()[row]).toArray();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
