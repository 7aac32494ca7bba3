package io.vigia.training.report;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.metrics.PermutationImportance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report in a few sentences. */
final class ReportSummary {
  private ReportSummary() {}

  static List<String> of(ReportFacts facts) {
    List<String> sentences = new ArrayList<>();
    Measurement shipped = facts.shipped();
    Measurement reference = facts.reference();
    sentences.add(
        facts.input().detector() + " ships " + shipped.contender().name() + quality(shipped));
    if (shipped != reference) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Beside %s it %stakes %s of the bytes and %s of the time in batches of %d.",
              reference.contender().name(),
              shipped.metrics().hasBothClasses()
                  ? String.format(
                      Locale.ROOT,
                      "keeps %.1f %% of the average precision, ",
                      100 * facts.relativePrecision(shipped))
                  : "",
              ratio(shipped.contender().bytes(), reference.contender().bytes()),
              ratio(shipped.fastestMicros(), reference.fastestMicros()),
              shipped.timings().lastKey()));
    }
    BatchTiming single = shipped.timings().get(shipped.timings().firstKey());
    sentences.add(
        String.format(
            Locale.ROOT,
            "A batch of %d takes %.1f µs in the median and %.1f µs in 99 of 100 calls; one core scores"
                + " %,.0f events a second in batches of %d.",
            single.batch(),
            single.p50Micros(),
            single.p99Micros(),
            shipped.recordsPerSecond(),
            shipped.timings().lastKey()));
    if (!facts.importance().isEmpty()) {
      List<String> top =
          facts.importance().stream().limit(3).map(PermutationImportance::feature).toList();
      sentences.add("It relies most on " + String.join(", ", top) + ".");
    }
    return sentences;
  }

  private static String quality(Measurement shipped) {
    Metrics metrics = shipped.metrics();
    return metrics.hasBothClasses()
        ? String.format(
            Locale.ROOT,
            ": average precision %.4f, AUC %.4f on %,d events (%,d positive).",
            metrics.averagePrecision(),
            metrics.aucRoc(),
            metrics.events(),
            metrics.positives())
        : String.format(
            Locale.ROOT,
            "; how good it is cannot be told: of %,d labelled events, %,d are positive.",
            metrics.events(),
            metrics.positives());
  }

  /** A share as {@code 12.3 % (8.1 times less)}, or {@code 3.10 times} where it is more. */
  private static String ratio(double part, double whole) {
    double ratio = part / whole;
    return ratio <= 1
        ? String.format(Locale.ROOT, "%.1f %% (%.1f times less)", 100 * ratio, 1 / ratio)
        : String.format(Locale.ROOT, "%.2f times", ratio);
  }
}
