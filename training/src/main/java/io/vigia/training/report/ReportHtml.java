package io.vigia.training.report;

import io.vigia.engine.metrics.PermutationImportance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The report as one page that needs nothing else: no scripts, no fonts, no pictures to load. */
final class ReportHtml {
  private static final String STYLE = "report.css";
  private static final int MOST_BARS = 25;

  private final ReportFacts facts;
  private final Html html = new Html();

  private ReportHtml(ReportFacts facts) {
    this.facts = facts;
  }

  static String of(ReportFacts facts) {
    return new ReportHtml(facts).page();
  }

  private String page() {
    String title = "Efficiency of " + facts.input().detector();
    html.raw(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
            + "<meta charset=\"utf-8\"/>\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.element("title", title);
    html.raw("<style>\n").raw(style()).raw("</style>\n</head>\n<body>\n<main>\n");
    html.element("h1", title);
    ReportSummary.of(facts).forEach(html::paragraph);
    html.paragraph("Measured on " + facts.input().data() + ".");
    quality();
    time();
    resources();
    pareto();
    reliability();
    importance();
    pca();
    notes();
    circumstances();
    return html.raw("</main>\n</body>\n</html>\n").toString();
  }

  private void quality() {
    html.heading("Quality and size");
    List<List<String>> rows = new ArrayList<>();
    for (Measurement found : facts.measurements()) {
      Contender contender = found.contender();
      rows.add(
          List.of(
              contender.name(),
              fixed(4, found.metrics().averagePrecision()),
              fixed(1, 100 * facts.relativePrecision(found)) + " %",
              fixed(4, found.metrics().aucRoc()),
              fixed(4, found.metrics().calibrationError()),
              whole(contender.parameters()),
              whole(contender.bytes()),
              whole(contender.multiplyAdds()),
              fixed(1, contender.trainingSeconds())));
    }
    html.table(
        List.of(
            "model",
            "average precision",
            "of " + facts.reference().contender().name(),
            "AUC",
            "calibration error",
            "parameters",
            "bytes",
            "multiply-adds",
            "training s"),
        rows);
  }

  private void time() {
    html.heading("Time");
    Set<Integer> batches = facts.reference().timings().keySet();
    List<String> head = new ArrayList<>(List.of("model"));
    batches.forEach(batch -> head.add("µs a record, batch " + batch));
    batches.forEach(batch -> head.addAll(List.of("p50 µs, batch " + batch, "p99")));
    head.add("records/s, one core");
    List<List<String>> rows = new ArrayList<>();
    for (Measurement found : facts.measurements()) {
      List<String> row = new ArrayList<>(List.of(found.contender().name()));
      found.timings().values().forEach(timing -> row.add(fixed(3, timing.microsPerRecord())));
      for (BatchTiming timing : found.timings().values()) {
        row.add(fixed(1, timing.p50Micros()));
        row.add(fixed(1, timing.p99Micros()));
      }
      row.add(whole(Math.round(found.recordsPerSecond())));
      rows.add(row);
    }
    html.table(head, rows);
    html.paragraph("p50 and p99 are of calls with a whole batch.");
  }

  private void resources() {
    html.heading("Memory and energy, and what they buy");
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < facts.measurements().size(); i++) {
      Measurement found = facts.measurements().get(i);
      MemoryUse memory = facts.memory().get(i);
      double precision = found.metrics().averagePrecision();
      rows.add(
          List.of(
              found.contender().name(),
              kilobytes(memory.heapBytes()),
              kilobytes(memory.nativeBytes()),
              fixed(2, found.joulesPerMillion()),
              fixed(0, precision / (found.fastestMicros() / 1e3)),
              fixed(4, precision / (found.contender().bytes() / 1e3))));
    }
    html.table(
        List.of(
            "model",
            "heap KB",
            "native KB",
            "J per million" + (facts.energy().estimated() ? " (estimated)" : ""),
            "average precision per ms",
            "average precision per KB"),
        rows);
    html.paragraph("Energy: " + facts.energy().source() + ".");
    facts.memory().stream()
        .map(MemoryUse::note)
        .filter(note -> !note.isEmpty())
        .distinct()
        .forEach(note -> html.paragraph("Memory not measured: " + note));
  }

  private void pareto() {
    html.heading("What is worth its cost");
    html.paragraph("The line joins the models that no other beats in both.");
    int batch = facts.reference().timings().lastKey();
    html.raw("<div class=\"charts\">\n");
    html.raw(
        ReportCharts.pareto(
            "µs a record in batches of " + batch,
            facts.measurements(),
            Measurement::fastestMicros));
    html.raw(
        ReportCharts.pareto("bytes", facts.measurements(), found -> found.contender().bytes()));
    html.raw("</div>\n");
  }

  private void reliability() {
    if (facts.shipped().metrics().events() == 0) {
      return;
    }
    html.heading("Are scores probabilities?");
    html.paragraph(
        String.format(
            Locale.ROOT,
            "%s: expected calibration error %s. On the diagonal, of events with a score of 0.3 every"
                + " third to fourth is positive.",
            facts.input().shipped(),
            fixed(4, facts.shipped().metrics().calibrationError())));
    html.raw(ReportCharts.reliability(facts.shipped().metrics().calibrationBins()));
  }

  private void importance() {
    if (facts.importance().isEmpty()) {
      return;
    }
    html.heading("What the model relies on");
    html.paragraph(
        "How much average precision "
            + facts.input().shipped()
            + " loses when the values of one input are shuffled among the events: mean and standard"
            + " deviation of "
            + PermutationImportance.SHUFFLES
            + " shuffles. Of inputs that tell the same, each alone seems to matter little.");
    html.raw(ReportCharts.importance(facts.importance().stream().limit(MOST_BARS).toList()));
    if (facts.importance().size() > MOST_BARS) {
      html.paragraph("The others, in report.json, matter less.");
    }
  }

  private void pca() {
    facts
        .input()
        .pca()
        .ifPresent(
            pca -> {
              html.heading("Principal components");
              html.paragraph(
                  String.format(
                      Locale.ROOT,
                      "%d of %d dimensions keep %.2f %% of the variance. Bars: each component's"
                          + " share; line: of all up to it.",
                      pca.components().length,
                      pca.mean().length,
                      100 * pca.explained()));
              html.raw(ReportCharts.scree(pca));
              new LoadingsTable(pca, facts.input().rows().featureNames()).write(html);
            });
  }

  private void notes() {
    for (Series series : facts.input().notes()) {
      html.heading(series.title());
      html.table(
          List.of("step", series.unit()),
          series.points().stream()
              .map(point -> List.of(point.name(), fixed(4, point.value())))
              .toList());
      if (series.points().size() > 2) {
        html.raw(ReportCharts.series(series));
      }
    }
  }

  private void circumstances() {
    html.heading("How this was measured");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("command", facts.command()));
    for (Map.Entry<String, Object> fact : facts.machine().entrySet()) {
      rows.add(List.of(fact.getKey(), fact.getValue().toString()));
    }
    for (MeterPlan.Batch batch : facts.plan().batches()) {
      rows.add(
          List.of(
              "batches of " + batch.size(),
              String.format(
                  Locale.ROOT,
                  "%d calls to warm up, then %d rounds of %d calls, the models by turns",
                  batch.warmUp(),
                  facts.plan().rounds(),
                  batch.calls())));
    }
    html.raw("<div class=\"facts\">").table(List.of("what", "value"), rows).raw("</div>\n");
  }

  private static String fixed(int digits, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + digits + "f", value) : "–";
  }

  private static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String kilobytes(OptionalLong bytes) {
    return bytes.isPresent() ? whole(Math.round(bytes.getAsLong() / 1e3)) : "–";
  }

  private static String style() {
    try (InputStream in = ReportHtml.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException(STYLE + " is missing beside its class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
