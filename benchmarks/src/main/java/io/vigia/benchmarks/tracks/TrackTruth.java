package io.vigia.benchmarks.tracks;

import io.vigia.engine.metrics.Metrics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth about boxes and frames. A frame is what one camera saw at one time; its score is the
 * largest of its boxes' and frames without a box have none, so they are left out.
 */
final class TrackTruth {
  private final double[] persons;
  private final int[] frames;
  private final double[] frameLabels;

  /**
   * The truth of events.
   *
   * @param cameras number of each event's camera
   * @param times event times, microseconds since 1970
   * @param persons whether each event's person is an anomaly, 0 or 1
   * @param ofFrames whether there is an anomaly in each event's frame, 0 or 1
   * @throws IllegalArgumentException when a label is missing, or there is one kind only
   */
  TrackTruth(long[] cameras, long[] times, double[] persons, double[] ofFrames) {
    check(persons, "person");
    check(ofFrames, "frame");
    this.persons = persons.clone();
    frames = new int[times.length];
    Map<List<Long>, Integer> numbers = new LinkedHashMap<>();
    double[] labels = new double[times.length];
    for (int row = 0; row < times.length; row++) {
      int number = numbers.size();
      Integer known = numbers.putIfAbsent(List.of(cameras[row], times[row]), number);
      frames[row] = known == null ? number : known;
      labels[frames[row]] = Math.max(labels[frames[row]], ofFrames[row]);
    }
    frameLabels = Arrays.copyOf(labels, numbers.size());
  }

  private static void check(double[] labels, String what) {
    int positives = 0;
    for (int row = 0; row < labels.length; row++) {
      if (Double.isNaN(labels[row])) {
        throw new IllegalArgumentException(
            "event " + row + " of --test has no label of its " + what + "; expected 0 or 1");
      }
      positives += labels[row] >= 0.5 ? 1 : 0;
    }
    if (positives == 0 || positives == labels.length) {
      throw new IllegalArgumentException(
          positives
              + " of "
              + labels.length
              + " labels by "
              + what
              + " are positive; expected both kinds");
    }
  }

  /** How often an anomalous box scores above a usual one. */
  double personAuc(double[] scores) {
    return Metrics.of(scores, persons).aucRoc();
  }

  /** How often a frame with an anomaly scores above one without. */
  double frameAuc(double[] scores) {
    double[] largest = new double[frameLabels.length];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    for (int row = 0; row < frames.length; row++) {
      largest[frames[row]] = Math.max(largest[frames[row]], scores[row]);
    }
    return Metrics.of(largest, frameLabels).aucRoc();
  }
}
