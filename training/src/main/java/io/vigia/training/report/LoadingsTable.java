package io.vigia.training.report;

import io.vigia.engine.pca.Pca;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What principal components are made of, in names that a person knows: the weight of each scaled
 * input in each component. The squares of a component's weights add up to 1.
 */
final class LoadingsTable {
  private static final int MOST_COMPONENTS = 16;
  private static final int MOST_FEATURES = 60;
  private static final int TOP = 5;

  private final Pca pca;
  private final List<String> names;
  private final int components;

  LoadingsTable(Pca pca, List<String> names) {
    this.pca = pca;
    this.names = names;
    this.components = Math.min(MOST_COMPONENTS, pca.components().length);
  }

  void write(Html html) {
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < components; c++) {
      rows.add(
          List.of(
              "component " + (c + 1),
              String.format(Locale.ROOT, "%.1f %%", 100 * pca.variances()[c] / pca.totalVariance()),
              top(c)));
    }
    html.table(List.of("component", "variance", "made of, the largest weights first"), rows);
    if (names.size() <= MOST_FEATURES) {
      heatMap(html);
    }
  }

  /** The inputs with the largest weights of a component, such as {@code amount 0.61}. */
  String top(int component) {
    double[] weights = pca.components()[component];
    List<String> parts =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> -Math.abs(weights[i])))
            .limit(TOP)
            .map(i -> String.format(Locale.ROOT, "%s %+.2f", names.get(i), weights[i]))
            .toList();
    return String.join(", ", parts);
  }

  private void heatMap(Html html) {
    html.raw("<div class=\"scroll\"><table class=\"heat\">\n<thead><tr><th>input</th>");
    for (int c = 0; c < components; c++) {
      html.raw("<th>" + (c + 1) + "</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for (int i = 0; i < names.size(); i++) {
      html.raw("<tr><td>" + Html.escape(names.get(i)) + "</td>");
      for (int c = 0; c < components; c++) {
        double weight = pca.components()[c][i];
        html.raw(
            String.format(
                Locale.ROOT,
                "<td style=\"background:rgba(%s,%.2f)\">%s</td>",
                weight < 0 ? "214,110,40" : "50,120,200",
                0.85 * Math.min(1, Math.abs(weight)),
                Math.abs(weight) < 0.005 ? "·" : String.format(Locale.ROOT, "%.2f", weight)));
      }
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }
}
