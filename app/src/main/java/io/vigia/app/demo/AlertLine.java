package io.vigia.app.demo;

import io.vigia.schemas.Alert;
import io.vigia.schemas.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An alert as a line for people. */
final class AlertLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MOST_REASONS = 3;

  private AlertLine() {}

  /**
   * Time, event, score, severity and why.
   *
   * @param alert the alert
   * @param event the event it is about, for people
   */
  static String of(Alert alert, String event) {
    return String.format(
        Locale.ROOT,
        "%s  %s  score %s  %-8s  %s",
        time(alert.getEventTime()),
        event,
        alert.getScore() == null ? "-    " : String.format(Locale.ROOT, "%.3f", alert.getScore()),
        alert.getSeverity().name().toLowerCase(Locale.ROOT),
        String.join("; ", why(alert)));
  }

  private static String time(Instant time) {
    return TIME.format(time);
  }

  private static List<String> why(Alert alert) {
    List<String> why = new ArrayList<>();
    for (String rule : alert.getRules()) {
      why.add("rule " + rule);
    }
    alert.getReasons().stream().limit(MOST_REASONS).map(AlertLine::words).forEach(why::add);
    return why;
  }

  private static String words(Reason reason) {
    String name = reason.getFeature().replace('_', ' ');
    return Double.isNaN(reason.getValue())
        ? name + " missing, usually " + number(reason.getUsual())
        : name + " " + number(reason.getValue()) + ", usually " + number(reason.getUsual());
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nothing";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
