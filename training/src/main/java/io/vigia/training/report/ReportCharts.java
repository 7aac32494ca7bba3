package io.vigia.training.report;

import io.vigia.engine.metrics.CalibrationBin;
import io.vigia.engine.metrics.PermutationImportance;
import io.vigia.engine.pca.Pca;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The charts of a report. */
final class ReportCharts {
  private ReportCharts() {}

  /** Quality against a cost on a logarithmic axis; a line joins what no other beats. */
  static String pareto(
      String label, List<Measurement> measurements, ToDoubleFunction<Measurement> costOf) {
    double[] cost = measurements.stream().mapToDouble(costOf).toArray();
    double[] quality =
        measurements.stream().mapToDouble(found -> found.metrics().averagePrecision()).toArray();
    Chart chart =
        new Chart(
            "Average precision against " + label,
            Axis.logarithmic(label, cost),
            Axis.around("average precision", quality));
    List<Integer> front = ParetoFront.of(cost, quality);
    chart.path(
        "front",
        front.stream().mapToDouble(i -> cost[i]).toArray(),
        front.stream().mapToDouble(i -> quality[i]).toArray());
    for (int i = 0; i < cost.length; i++) {
      if (cost[i] > 0 && Double.isFinite(quality[i])) {
        String name = measurements.get(i).contender().name();
        chart.dot(
            front.contains(i) ? "best" : "dot",
            cost[i],
            quality[i],
            String.format(Locale.ROOT, "%s: %.4f at %.4g", name, quality[i], cost[i]));
        chart.text(cost[i], quality[i], name);
      }
    }
    return chart.finish();
  }

  /** Mean score against the share of positives, in bins; the diagonal is perfect. */
  static String reliability(List<CalibrationBin> bins) {
    Chart chart =
        new Chart(
            "Reliability",
            Axis.linear("mean score", 0, 1),
            Axis.linear("share of positives", 0, 1));
    chart.path("ideal", new double[] {0, 1}, new double[] {0, 1});
    List<CalibrationBin> filled = bins.stream().filter(bin -> bin.rows() > 0).toList();
    chart.path(
        "line",
        filled.stream().mapToDouble(CalibrationBin::meanScore).toArray(),
        filled.stream().mapToDouble(CalibrationBin::positiveShare).toArray());
    for (CalibrationBin bin : filled) {
      chart.dot(
          "best",
          bin.meanScore(),
          bin.positiveShare(),
          String.format(
              Locale.ROOT,
              "%,d events, mean score %.3f, %.3f positive",
              bin.rows(),
              bin.meanScore(),
              bin.positiveShare()));
    }
    return chart.finish();
  }

  /** The share of the variance of each component, and of all up to it. */
  static String scree(Pca pca) {
    int count = pca.variances().length;
    Chart chart =
        new Chart(
            "Explained variance",
            Axis.linear("component", 0.5, count + 0.5),
            Axis.linear("share of the variance", 0, 1));
    double[] numbers = new double[count];
    double[] kept = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double share = pca.variances()[i] / pca.totalVariance();
      sum += share;
      numbers[i] = i + 1;
      kept[i] = sum;
      chart.bar(
          i + 0.6,
          i + 1.4,
          share,
          String.format(Locale.ROOT, "component %d: %.2f %%", i + 1, 100 * share));
    }
    return chart.path("line", numbers, kept).finish();
  }

  /** The points of a series in their order. */
  static String series(Series series) {
    List<Series.Point> points =
        series.points().stream().filter(point -> Double.isFinite(point.value())).toList();
    double[] values = points.stream().mapToDouble(Series.Point::value).toArray();
    double[] numbers = new double[values.length];
    Arrays.setAll(numbers, i -> i + 1);
    Chart chart =
        new Chart(
            series.title(),
            Axis.linear("step", 0.5, values.length + 0.5),
            Axis.around(series.unit(), values));
    chart.path("line", numbers, values);
    for (int i = 0; i < values.length; i++) {
      chart.dot(
          "best",
          numbers[i],
          values[i],
          String.format(Locale.ROOT, "%s: %.4g", points.get(i).name(), values[i]));
    }
    return chart.finish();
  }

  /** A bar to the right for each input, with a whisker of one deviation to both sides. */
  static String importance(List<PermutationImportance> shown) {
    int row = 20;
    int left = 230;
    int width = 560;
    double most = shown.stream().mapToDouble(one -> one.drop() + one.deviation()).max().orElse(1);
    double scale = (width - left - 70) / Math.max(most, 1e-9);
    List<String> parts = new ArrayList<>();
    parts.add(
        String.format(
            "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d"
                + " %d\">%n<title>Permutation importance</title>",
            width, row * shown.size() + 8));
    for (int i = 0; i < shown.size(); i++) {
      PermutationImportance one = shown.get(i);
      double from = left + scale * Math.max(0, one.drop() - one.deviation());
      double end = left + scale * Math.max(0, one.drop());
      double to = left + scale * Math.max(0, one.drop() + one.deviation());
      int top = 4 + row * i;
      parts.add(
          String.format(
              Locale.ROOT,
              "<text class=\"axis\" text-anchor=\"end\" x=\"%d\" y=\"%d\">%s</text>"
                  + "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>"
                  + "<line class=\"whisker\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
                  + "<text class=\"axis\" x=\"%.1f\" y=\"%d\">%.4f</text>",
              left - 6,
              top + 13,
              Html.escape(one.feature()),
              left,
              top + 2,
              end - left,
              row - 6,
              from,
              top + 9,
              to,
              top + 9,
              to + 6,
              top + 13,
              one.drop()));
    }
    parts.add("</svg>\n");
    return String.join("\n", parts);
  }
}
