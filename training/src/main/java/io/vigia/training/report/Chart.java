package io.vigia.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of two axes as SVG within a page. Colours come from the page's style sheet, so that it is
 * readable on dark pages too.
 */
final class Chart {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 320;
  private static final int LEFT = 62;
  private static final int RIGHT = 24;
  private static final int TOP = 14;
  private static final int BOTTOM = 46;

  private final Axis x;
  private final Axis y;
  private final StringBuilder out = new StringBuilder(4096);
  private final List<Label> labels = new ArrayList<>();

  /**
   * An empty chart.
   *
   * @param title what it shows, for those who cannot see it
   */
  Chart(String title, Axis x, Axis y) {
    this.x = x;
    this.y = y;
    out.append(
            "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\">\n");
    out.append("<title>").append(Html.escape(title)).append("</title>\n");
    for (double tick : y.ticks()) {
      line("grid", LEFT, down(tick), WIDTH - RIGHT, down(tick));
      label("end", LEFT - 6, down(tick) + 4, y.text(tick));
    }
    for (double tick : x.ticks()) {
      line("grid", across(tick), TOP, across(tick), HEIGHT - BOTTOM);
      label("middle", across(tick), HEIGHT - BOTTOM + 16, x.text(tick));
    }
    label("middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, x.label());
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(14 %d) rotate(-90)\">"
                + "%s</text>%n",
            (TOP + HEIGHT - BOTTOM) / 2,
            Html.escape(y.label())));
  }

  private double across(double number) {
    return LEFT + x.at(number) * (WIDTH - LEFT - RIGHT);
  }

  private double down(double number) {
    return HEIGHT - BOTTOM - y.at(number) * (HEIGHT - TOP - BOTTOM);
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  private void label(String anchor, double atX, double atY, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"axis\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
            anchor,
            atX,
            atY,
            Html.escape(text)));
  }

  /** A line from point to point. */
  Chart path(String style, double[] xs, double[] ys) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", across(xs[i]), down(ys[i])));
    }
    out.append(
        String.format(
            "<polyline class=\"%s\" points=\"%s\"/>%n", style, points.toString().strip()));
    return this;
  }

  /** A dot; what it says appears beside the pointer. */
  Chart dot(String style, double atX, double atY, String hint) {
    out.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"><title>%s</title></circle>%n",
            style,
            across(atX),
            down(atY),
            Html.escape(hint)));
    return this;
  }

  /** A text beside a point, where it covers no other such text as far as that is possible. */
  Chart text(double atX, double atY, String text) {
    Label best = null;
    for (int[] offset : new int[][] {{8, 14}, {8, -6}, {-8, -6}, {-8, 14}, {8, 28}, {-8, 28}}) {
      Label label = Label.at(across(atX) + offset[0], down(atY) + offset[1], text, offset[0] < 0);
      if (label.left() < LEFT || label.right() > WIDTH) {
        continue;
      }
      boolean isFree = labels.stream().noneMatch(label::covers);
      if (isFree || best == null) {
        best = label;
      }
      if (isFree) {
        break;
      }
    }
    if (best != null) {
      labels.add(best);
      label("start", best.left(), best.base(), text);
    }
    return this;
  }

  /** Where a text stands: its left and right end and its base line. */
  private record Label(double left, double right, double base) {
    private static final double CHARACTER = 6.6;
    private static final double LINE = 13;

    static Label at(double x, double base, String text, boolean before) {
      double width = CHARACTER * text.length();
      return before ? new Label(x - width, x, base) : new Label(x, x + width, base);
    }

    boolean covers(Label other) {
      return left < other.right && other.left < right && Math.abs(base - other.base) < LINE;
    }
  }

  /** A bar from 0 up to a number; what it says appears beside the pointer. */
  Chart bar(double from, double to, double height, String hint) {
    double top = Math.min(down(height), down(0));
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s"
                + "</title></rect>%n",
            across(from),
            top,
            Math.max(0.5, across(to) - across(from)),
            Math.abs(down(height) - down(0)),
            Html.escape(hint)));
    return this;
  }

  /** The SVG. */
  String finish() {
    return out + "</svg>\n";
  }
}
