package io.vigia.training.folder;

import io.vigia.engine.row.Keys;
import io.vigia.engine.smooth.SmoothState;
import io.vigia.engine.smooth.Smoothing;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.jobs.offline.FeatureTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/** Scores as they will be behind the model: smoothed by the code that runs in the job. */
public final class SmoothedScores {
  private SmoothedScores() {}

  /**
   * Smooths the scores of all events of a table, in the order in which the job takes them: by time,
   * then by id. Late events, which the job takes when they come, are taken at their time here.
   *
   * @param spec the detector, which smooths
   * @param scores of the model, an event each
   * @param usual the score from which keys start
   */
  public static double[] of(DetectorSpec spec, FeatureTable table, double[] scores, double usual) {
    Smoothing smoothing = Smoothing.of(spec);
    List<String> names = spec.event().keys().stream().map(KeySpec::name).toList();
    int width = names.size();
    int last = names.indexOf(spec.lastKey().orElseThrow());
    Map<Long, SmoothState> states = new HashMap<>();
    double[] smoothed = new double[scores.length];
    for (int row : order(spec, table)) {
      long[] keys = Arrays.copyOfRange(table.keys(), row * width, (row + 1) * width);
      SmoothState state = states.computeIfAbsent(keys[last], key -> smoothing.newState());
      smoothed[row] = smoothing.smooth(scores[row], table.times()[row], keys, usual, state);
    }
    return smoothed;
  }

  private static int[] order(DetectorSpec spec, FeatureTable table) {
    Schema.Type id = spec.event().schema().getField(spec.event().idField()).schema().getType();
    boolean isNumber = id == Schema.Type.INT || id == Schema.Type.LONG;
    long[] numbers =
        Arrays.stream(table.eventIds())
            .mapToLong(text -> isNumber ? Long.parseLong(text) : Keys.hash(text))
            .toArray();
    return IntStream.range(0, table.rows())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(row -> table.times()[row])
                .thenComparingLong(row -> numbers[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
