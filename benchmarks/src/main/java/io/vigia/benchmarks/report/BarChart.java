package io.vigia.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bars to the right for figures of a result, as SVG that stands alone: a group for each row, a bar
 * for each figure. Its text is text, and it follows dark pages.
 */
final class BarChart {
  private static final int WIDTH = 720;
  private static final int LEFT = 190;
  private static final int RIGHT = 110;
  private static final int BAR = 20;
  private static final int GAP = 10;
  private static final int TOP = 34;
  private static final String STYLE =
      "<style>text{font:13px sans-serif;fill:#222}.f0{fill:#2b6cb0}.f1{fill:#dd8452}"
          + ".f2{fill:#8a63a8}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>\n";

  private final BenchmarkResult result;
  private final List<String> figures;
  private final List<String> parts = new ArrayList<>();

  private BarChart(BenchmarkResult result, List<String> figures) {
    this.result = result;
    this.figures = figures;
  }

  /**
   * The chart of a result.
   *
   * @param figures names of its figures, at most three; rows without them are left out
   */
  static String svg(BenchmarkResult result, List<String> figures) {
    return new BarChart(result, figures).draw();
  }

  private String draw() {
    double most = 0;
    int bars = 0;
    int groups = 0;
    for (Map<String, Object> row : result.rows()) {
      int known = bars;
      for (String figure : figures) {
        if (row.get(figure) instanceof Number number) {
          most = Math.max(most, number.doubleValue());
          bars++;
        }
      }
      groups += bars > known ? 1 : 0;
    }
    double scale = most > 0 ? (WIDTH - LEFT - RIGHT) / most : 0;
    int height = TOP + bars * BAR + groups * GAP + GAP;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\">",
        WIDTH, height);
    add("<title>%s: %s</title>", escape(result.benchmark()), escape(String.join(", ", figures)));
    parts.add(STYLE);
    legend();
    int top = TOP;
    for (Map<String, Object> row : result.rows()) {
      top = group(row, top, scale);
    }
    parts.add("</svg>\n");
    return String.join("", parts);
  }

  private void legend() {
    int left = LEFT;
    for (int i = 0; i < figures.size(); i++) {
      add("<rect class=\"f%d\" x=\"%d\" y=\"9\" width=\"12\" height=\"12\"/>", i, left);
      add("<text x=\"%d\" y=\"20\">%s</text>", left + 18, escape(figures.get(i)));
      left += 34 + 8 * figures.get(i).length();
    }
  }

  /** Draws the bars of a row, and says where the next one begins. */
  private int group(Map<String, Object> row, int from, double scale) {
    int top = from;
    for (int i = 0; i < figures.size(); i++) {
      if (row.get(figures.get(i)) instanceof Number number) {
        double width = Math.max(0, number.doubleValue()) * scale;
        add(
            "<rect class=\"f%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
            i, LEFT, top, width, BAR - 3);
        add(
            "<text x=\"%.1f\" y=\"%d\">%s</text>",
            LEFT + width + 6, top + BAR - 7, BenchmarkResult.cell(number));
        top += BAR;
      }
    }
    if (top == from) {
      return from;
    }
    add(
        "<text text-anchor=\"end\" x=\"%d\" y=\"%.0f\">%s</text>",
        LEFT - 8, (from + top) / 2.0 + 3, escape(String.valueOf(row.get("name"))));
    return top + GAP;
  }

  private void add(String format, Object... values) {
    parts.add(String.format(Locale.ROOT, format, values) + "\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
