package io.vigia.app.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

/** Payments as CSV: times in ISO-8601 with milliseconds, amounts with cents. */
final class CardCsv implements CardWriter {
  static final String HEADER =
      "transaction_id,tx_time,customer_id,terminal_id,tx_amount,tx_fraud,tx_fraud_scenario\n";

  private static final int LONGEST_LINE = 160;
  private static final long MILLIS_OF_DAY = 86_400_000;

  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 16];
  private final byte[] digits = new byte[20];
  private int length;

  CardCsv(OutputStream out) throws IOException {
    this.out = out;
    out.write(HEADER.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void write(CardDay day) throws IOException {
    byte[] date = new byte[0];
    for (int i = 0; i < day.size(); i++) {
      if (i == 0) {
        date = date(day.timeMillis(0));
      }
      if (length > buffer.length - LONGEST_LINE) {
        flush();
      }
      line(day, i, date);
    }
  }

  private static byte[] date(long millis) {
    return (Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).toLocalDate() + "T")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void line(CardDay day, int index, byte[] date) {
    number(day.id(index), 1);
    put(',');
    System.arraycopy(date, 0, buffer, length, date.length);
    length += date.length;
    int millis = (int) Math.floorMod(day.timeMillis(index), MILLIS_OF_DAY);
    number(millis / 3_600_000, 2);
    put(':');
    number(millis / 60_000 % 60, 2);
    put(':');
    number(millis / 1000 % 60, 2);
    put('.');
    number(millis % 1000, 3);
    put('Z');
    put(',');
    number(day.customer(index), 1);
    put(',');
    number(day.terminal(index), 1);
    put(',');
    long cents = Math.round(day.amount(index) * 100);
    number(cents / 100, 1);
    put('.');
    number(cents % 100, 2);
    put(',');
    put(day.fraud(index) ? '1' : '0');
    put(',');
    put((char) ('0' + day.scenario(index)));
    put('\n');
  }

  private void put(char character) {
    buffer[length++] = (byte) character;
  }

  private void number(long value, int width) {
    int count = 0;
    for (long rest = value; rest > 0 || count < width; rest /= 10) {
      digits[count++] = (byte) ('0' + rest % 10);
    }
    while (count > 0) {
      buffer[length++] = digits[--count];
    }
  }

  private void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
