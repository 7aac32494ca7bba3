package io.vigia.training.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison for people and for programs. */
public final class ComparisonText {
  private ComparisonText() {}

  /** Lines for people. */
  public static List<String> lines(Comparison found) {
    Comparison.Side a = found.a();
    Comparison.Side b = found.b();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, "%,d events, %,d positive", found.events(), found.positives()));
    row(lines, "", "A", "B");
    row(lines, "folder", a.folder(), b.folder());
    row(lines, "model", a.version() + " " + a.tier(), b.version() + " " + b.tier());
    row(lines, "average precision", fixed(a.averagePrecision()), fixed(b.averagePrecision()));
    row(lines, "AUC", fixed(a.aucRoc()), fixed(b.aucRoc()));
    row(lines, "bytes", whole(a.bytes()), whole(b.bytes()));
    row(lines, "multiply-adds", whole(a.multiplyAdds()), whole(b.multiplyAdds()));
    a.timings()
        .forEach(
            (batch, timing) ->
                row(
                    lines,
                    "us a record, batch " + batch,
                    micros(timing.microsPerRecord()),
                    micros(b.timings().get(batch).microsPerRecord())));
    row(lines, "threshold", fixed(a.threshold()), fixed(b.threshold()));
    row(lines, "alerts", whole(a.alerts()), whole(b.alerts()));
    lines.add(
        String.format(
            Locale.ROOT,
            "rank agreement %.4f, of those that alert %.4f; %,d alerts in both, %.1f %% of those in"
                + " either",
            found.rankAgreement(),
            found.alertRankAgreement(),
            found.bothAlert(),
            100 * found.alertOverlap()));
    lines.add("events that differ most:");
    for (Comparison.Apart apart : found.apart()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-24s A %.4f  B %.4f  %s",
              apart.id(),
              apart.a(),
              apart.b(),
              truth(apart.label())));
    }
    warning(lines, "A", a);
    warning(lines, "B", b);
    lines.add(Verdict.of(found));
    return lines;
  }

  private static void warning(List<String> lines, String name, Comparison.Side side) {
    if (side.trainedOnThese()) {
      lines.add(
          "warning: "
              + name
              + " was trained on some of these events, which flatters it; compare on others");
    }
  }

  /** An object for programs. */
  public static Map<String, Object> object(Comparison found) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("events", found.events());
    object.put("positives", found.positives());
    object.put("a", side(found.a()));
    object.put("b", side(found.b()));
    object.put("rank_agreement", found.rankAgreement());
    object.put("rank_agreement_of_alerts", number(found.alertRankAgreement()));
    object.put("alerts_in_both", found.bothAlert());
    object.put("alert_overlap", number(found.alertOverlap()));
    object.put("average_precision_difference", found.difference());
    object.put("interval_95", List.of(found.low(), found.high()));
    List<Map<String, Object>> apart = new ArrayList<>();
    for (Comparison.Apart event : found.apart()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("event_id", event.id());
      one.put("a", event.a());
      one.put("b", event.b());
      one.put("label", number(event.label()));
      apart.add(one);
    }
    object.put("differ_most", apart);
    object.put("verdict", Verdict.of(found));
    return object;
  }

  private static Map<String, Object> side(Comparison.Side side) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("folder", side.folder());
    object.put("version", side.version());
    object.put("precision", side.tier());
    object.put("average_precision", side.averagePrecision());
    object.put("auc_roc", side.aucRoc());
    object.put("bytes", side.bytes());
    object.put("multiply_adds", side.multiplyAdds());
    Map<String, Object> micros = new LinkedHashMap<>();
    side.timings()
        .forEach((batch, timing) -> micros.put(batch.toString(), timing.microsPerRecord()));
    object.put("us_per_record", micros);
    object.put("threshold", side.threshold());
    object.put("alerts", side.alerts());
    object.put("trained_on_these", side.trainedOnThese());
    return object;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static void row(List<String> lines, String name, String a, String b) {
    lines.add(String.format(Locale.ROOT, "%-24s %24s %24s", name, a, b));
  }

  private static String truth(double label) {
    return Double.isNaN(label) ? "truth unknown" : label >= 0.5 ? "positive" : "negative";
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String micros(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
