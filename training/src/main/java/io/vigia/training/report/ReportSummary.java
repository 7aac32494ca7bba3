package io.vigia.training.report;

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
        String.format(
            Locale.ROOT,
            "%s ships %s: average precision %.4f, AUC %.4f on %,d events (%,d positive).",
            facts.input().detector(),
            shipped.contender().name(),
            shipped.metrics().averagePrecision(),
            shipped.metrics().aucRoc(),
            shipped.metrics().events(),
            shipped.metrics().positives()));
    if (shipped != reference) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Beside %s it keeps %.1f %% of the average precision, takes %s of the bytes and %s of"
                  + " the time in batches of %d.",
              reference.contender().name(),
              100 * facts.relativePrecision(shipped),
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

  /** A share as {@code 12.3 %}, or as {@code 3.1 times} where it is more than the whole. */
  private static String ratio(double part, double whole) {
    double ratio = part / whole;
    return ratio <= 1
        ? String.format(Locale.ROOT, "%.1f %%", 100 * ratio)
        : String.format(Locale.ROOT, "%.2f times", ratio);
  }
}
