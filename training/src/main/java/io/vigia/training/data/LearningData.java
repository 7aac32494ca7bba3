package io.vigia.training.data;

import io.vigia.engine.model.Reference;
import io.vigia.jobs.offline.FeatureTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a detector is trained on.
 *
 * @param table features and truth of the events
 * @param split which of them are learned from and which validate
 * @param inputs descriptions of the inputs over the events that are learned from
 */
public record LearningData(FeatureTable table, TimeSplit split, List<Reference.Feature> inputs) {
  public LearningData {
    inputs = List.copyOf(inputs);
  }

  /** Describes the inputs. */
  public static LearningData of(FeatureTable table, TimeSplit split) {
    List<Reference.Feature> inputs = new ArrayList<>();
    for (int column = 0; column < table.width(); column++) {
      inputs.add(Inputs.describe(table, column, split.fit()));
    }
    return new LearningData(table, split, inputs);
  }

  /** The truth of rows: 1 = fraud or anomaly, 0 = normal or unknown. */
  public double[] truth(int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> table.labels()[row] >= 0.5 ? 1 : 0).toArray();
  }

  /** The truth of rows as floats. */
  public float[] labels(int[] rows) {
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = table.labels()[rows[i]] >= 0.5 ? 1 : 0;
    }
    return labels;
  }

  /** The inputs of rows as they are, NaN = missing; numbers beyond floats become the largest. */
  public float[] raw(int[] rows) {
    int width = table.width();
    float[] raw = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        double value = table.value(rows[i], j);
        raw[i * width + j] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
      }
    }
    return raw;
  }

  /** Rows before those that validate whose truth is not known. */
  public int[] unlabelled() {
    return IntStream.range(0, table.rows())
        .filter(row -> Double.isNaN(table.labels()[row]))
        .filter(row -> table.times()[row] < split.validationFrom())
        .toArray();
  }
}
