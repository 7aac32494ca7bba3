package io.vigia.training.compare;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.report.Contender;
import io.vigia.training.report.EfficiencyMeter;
import io.vigia.training.report.LabelledRows;
import io.vigia.training.report.Measurement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Compares two detectors, which may have different features, on the same labelled events. */
public final class DetectorComparison {
  private static final int APART = 5;

  private final EfficiencyMeter meter;
  private final long seed;

  /**
   * A comparison.
   *
   * @param meter measures the time of the models, by turns
   * @param seed of the events that are drawn for the interval
   */
  public DetectorComparison(EfficiencyMeter meter, long seed) {
    this.meter = meter;
    this.seed = seed;
  }

  /**
   * One of the detectors, with the events as it sees them.
   *
   * @param folder its folder, for people
   * @param detector opened
   * @param table features of the events
   * @param files SHA-256 of each file that the events come from
   */
  public record Entry(String folder, Detector detector, FeatureTable table, Set<String> files) {

    /** Whether the model card names one of the files and a time that holds some of the events. */
    private boolean isTrainedOnThese() {
      ModelCard.TrainingData data = card().trainingData();
      long from = micros(data.from());
      long to = micros(data.to());
      return data.files().stream().anyMatch(file -> files.contains(file.sha256()))
          && Arrays.stream(table.times()).anyMatch(time -> time >= from && time < to);
    }

    private static long micros(String time) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }

    private Contender contender() {
      ModelCard.Cost cost = cost();
      return new Contender(
          folder, cost.parameters(), cost.bytes(), cost.multiplyAdds(), 0, detector::newScorer);
    }

    private String tier() {
      return detector.tier().name().toLowerCase(Locale.ROOT);
    }

    private ModelCard.Cost cost() {
      return card().costs().get(tier());
    }

    private ModelCard card() {
      return detector.card().orElseThrow();
    }
  }

  /**
   * Compares.
   *
   * @throws UnsuitableDataException when the events have labels of one kind only, or none
   * @throws IllegalStateException when the detectors see no event in common
   */
  public Comparison compare(Entry a, Entry b) {
    Joined joined = Joined.of(a.table(), b.table());
    double[] labels = joined.a().labels();
    check(labels);
    List<Measurement> found =
        meter.measure(List.of(a.contender(), b.contender()), List.of(joined.a(), joined.b()));
    double[] scoresA = found.get(0).scores();
    double[] scoresB = found.get(1).scores();
    Metrics metricsA = found.get(0).metrics();
    Metrics metricsB = found.get(1).metrics();
    int[] labelled =
        IntStream.range(0, labels.length).filter(i -> !Double.isNaN(labels[i])).toArray();
    PairedBootstrap.Interval interval =
        new PairedBootstrap(at(scoresA, labelled), at(scoresB, labelled), at(labels, labelled))
            .interval(seed);
    Comparison.Side sideA = side(a, found.get(0));
    Comparison.Side sideB = side(b, found.get(1));
    int[] alerting =
        IntStream.range(0, labels.length)
            .filter(i -> scoresA[i] >= sideA.threshold() || scoresB[i] >= sideB.threshold())
            .toArray();
    return new Comparison(
        sideA,
        sideB,
        labels.length,
        metricsA.positives(),
        Metrics.rankAgreement(scoresA, scoresB),
        alerting.length < 2
            ? Double.NaN
            : Metrics.rankAgreement(at(scoresA, alerting), at(scoresB, alerting)),
        sideA.alerts() + sideB.alerts() - alerting.length,
        metricsB.averagePrecision() - metricsA.averagePrecision(),
        interval.low(),
        interval.high(),
        apart(joined, scoresA, scoresB));
  }

  private static void check(double[] labels) {
    Metrics metrics = Metrics.of(new double[labels.length], labels);
    if (!metrics.hasBothClasses()) {
      throw new UnsuitableDataException(
          "among the "
              + labels.length
              + " events that both detectors see are "
              + metrics.events()
              + " labelled, "
              + metrics.positives()
              + " of them fraud or an anomaly; expected both kinds: give labelled events of a longer"
              + " time, and --label where the truth is in another column");
    }
  }

  private static Comparison.Side side(Entry entry, Measurement found) {
    double threshold = entry.detector().threshold();
    return new Comparison.Side(
        entry.folder(),
        entry.card().version(),
        entry.tier(),
        found.metrics().averagePrecision(),
        found.metrics().aucRoc(),
        entry.cost().bytes(),
        entry.cost().multiplyAdds(),
        found.timings(),
        threshold,
        entry.isTrainedOnThese(),
        (int) Arrays.stream(found.scores()).filter(score -> score >= threshold).count());
  }

  private static List<Comparison.Apart> apart(Joined joined, double[] a, double[] b) {
    LabelledRows rows = joined.a();
    return IntStream.range(0, a.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -Math.abs(a[i] - b[i])))
        .limit(APART)
        .map(i -> new Comparison.Apart(joined.ids().get(i), a[i], b[i], rows.labels()[i]))
        .toList();
  }

  private static double[] at(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
  }
}
