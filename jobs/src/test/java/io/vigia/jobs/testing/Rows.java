package io.vigia.jobs.testing;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** Rows of the {@link TestDetector}. */
public final class Rows {
  private static final RowLayout LAYOUT = TestDetector.spec().layout();

  private Rows() {}

  /** A payment whose fields and amount feature are known. */
  public static Row payment(
      long id, long secondsFromStart, long customer, long terminal, double amount) {
    Row row = new Row();
    row.id = id;
    row.time = micros(secondsFromStart);
    row.keys = new long[] {customer, terminal};
    row.keyTexts = new String[2];
    row.values = new double[LAYOUT.width()];
    Arrays.fill(row.values, Double.NaN);
    row.values[LAYOUT.slot("tx_amount")] = amount;
    row.values[LAYOUT.slot("amount")] = amount;
    row.texts = new String[LAYOUT.textFields().size()];
    row.payload = new byte[] {1, 2, 3};
    row.offset = id;
    return row;
  }

  /** The truth about a payment. */
  public static Row label(Row payment, long secondsFromStart, double truth) {
    Row label = new Row();
    label.kind = Row.Kind.LABEL;
    label.id = payment.id;
    label.time = micros(secondsFromStart);
    label.keys = payment.keys.clone();
    label.keyTexts = payment.keyTexts.clone();
    label.labelledTime = payment.time;
    label.label = truth;
    return label;
  }

  /** Microseconds since 1970 of a second after the start. */
  public static long micros(long secondsFromStart) {
    return ChronoUnit.MICROS.between(
        Instant.EPOCH, TestDetector.START.plusSeconds(secondsFromStart));
  }

  /** Milliseconds since 1970 of a second after the start. */
  public static long millis(long secondsFromStart) {
    return micros(secondsFromStart) / 1000;
  }

  /** A feature of a row. */
  public static double feature(Row row, String name) {
    return row.values[LAYOUT.slot(name)];
  }
}
