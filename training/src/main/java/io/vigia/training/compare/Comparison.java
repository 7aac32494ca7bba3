package io.vigia.training.compare;

import io.vigia.training.report.BatchTiming;
import java.util.List;
import java.util.SortedMap;

/**
 * Two detectors on the same events.
 *
 * @param a the first
 * @param b the second
 * @param events events that both see
 * @param positives how many of them are fraud or an anomaly
 * @param rankAgreement Spearman's rank correlation of the scores, in [−1, 1]
 * @param alertRankAgreement the same among the events that alert in either: the many ordinary
 *     events have scores near 0 whose order means little; NaN where fewer than two alert
 * @param bothAlert events that alert in both, each at its own threshold, before suppression
 * @param difference average precision of the second minus that of the first
 * @param low lower end of the 95 % interval of the difference
 * @param high upper end
 * @param apart the events whose scores differ most
 */
public record Comparison(
    Side a,
    Side b,
    int events,
    int positives,
    double rankAgreement,
    double alertRankAgreement,
    int bothAlert,
    double difference,
    double low,
    double high,
    List<Apart> apart) {

  public Comparison {
    apart = List.copyOf(apart);
  }

  /**
   * One of the detectors.
   *
   * @param folder its folder, as given
   * @param version of its model
   * @param tier which graph scored: {@code int8} or {@code fp32}
   * @param averagePrecision on the labelled events
   * @param aucRoc on the labelled events
   * @param bytes size of the graph
   * @param multiplyAdds multiplications and additions of one score
   * @param timings the batch sizes and their times
   * @param threshold scores from here on alert
   * @param trainedOnThese whether training saw some of these events, which flatters it
   * @param alerts events that reach the threshold
   */
  public record Side(
      String folder,
      String version,
      String tier,
      double averagePrecision,
      double aucRoc,
      long bytes,
      long multiplyAdds,
      SortedMap<Integer, BatchTiming> timings,
      double threshold,
      boolean trainedOnThese,
      int alerts) {

    /** Microseconds a record in the largest batches. */
    double fastestMicros() {
      return timings.get(timings.lastKey()).microsPerRecord();
    }
  }

  /**
   * An event on which they disagree.
   *
   * @param id the event
   * @param a score of the first
   * @param b score of the second
   * @param label the truth; NaN where it is not known
   */
  public record Apart(String id, double a, double b, double label) {}

  /** Alerts that both raise, as a share of those that either raises (P. Jaccard, 1901). */
  public double alertOverlap() {
    return (double) bothAlert / (a.alerts() + b.alerts() - bothAlert);
  }
}
