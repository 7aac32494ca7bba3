package io.vigia.app.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Events as CSV: times in ISO-8601 with milliseconds, numbers with their decimals, the values of a
 * list separated by semicolons, nothing where a value is absent.
 */
final class CsvTable implements EventTable, Cells {
  private static final int LONGEST_NUMBER = 32;
  private static final long MILLIS_OF_DAY = 86_400_000;
  private static final long[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000};

  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 16];
  private final byte[] digits = new byte[20];
  private int length;
  private boolean first;
  private long day = Long.MIN_VALUE;
  private byte[] date;

  CsvTable(OutputStream out, Simulator simulator) throws IOException {
    this.out = out;
    out.write(header(simulator).getBytes(UTF_8));
  }

  private static String header(Simulator simulator) {
    return Stream.concat(simulator.schema().getFields().stream(), simulator.truth().stream())
        .map(field -> field.name())
        .collect(Collectors.joining(",", "", "\n"));
  }

  @Override
  public void write(EventBatch batch) throws IOException {
    for (int i = 0; i < batch.size(); i++) {
      first = true;
      batch.event(i, this);
      batch.truth(i, this);
      room(1);
      put('\n');
    }
  }

  /** Begins a cell of at most so many bytes. */
  private void cell(int bytes) throws IOException {
    room(bytes + 1);
    if (!first) {
      put(',');
    }
    first = false;
  }

  private void room(int bytes) throws IOException {
    if (length > buffer.length - bytes) {
      flush();
    }
  }

  @Override
  public void whole(long value) throws IOException {
    cell(LONGEST_NUMBER);
    number(value);
  }

  private void number(long value) {
    if (value < 0) {
      put('-');
    }
    digits(Math.abs(value), 1);
  }

  @Override
  public void time(long millis) throws IOException {
    cell(LONGEST_NUMBER);
    if (Math.floorDiv(millis, MILLIS_OF_DAY) != day) {
      day = Math.floorDiv(millis, MILLIS_OF_DAY);
      date = (LocalDate.ofEpochDay(day) + "T").getBytes(UTF_8);
    }
    bytes(date);
    int ofDay = (int) Math.floorMod(millis, MILLIS_OF_DAY);
    digits(ofDay / 3_600_000, 2);
    put(':');
    digits(ofDay / 60_000 % 60, 2);
    put(':');
    digits(ofDay / 1000 % 60, 2);
    put('.');
    digits(ofDay % 1000, 3);
    put('Z');
  }

  @Override
  public void decimal(double value, int places) throws IOException {
    cell(LONGEST_NUMBER);
    fraction(value, places);
  }

  private void fraction(double value, int places) {
    long scaled = Math.round(value * POWERS[places]);
    if (scaled < 0) {
      put('-');
    }
    digits(Math.abs(scaled) / POWERS[places], 1);
    if (places > 0) {
      put('.');
      digits(Math.abs(scaled) % POWERS[places], places);
    }
  }

  @Override
  public void text(String value) throws IOException {
    byte[] bytes = value.getBytes(UTF_8);
    cell(bytes.length);
    bytes(bytes);
  }

  @Override
  public void decimals(double[] values, int places) throws IOException {
    cell(LONGEST_NUMBER * values.length);
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        put(';');
      }
      fraction(values[i], places);
    }
  }

  @Override
  public void absent() throws IOException {
    cell(0);
  }

  private void put(char character) {
    buffer[length++] = (byte) character;
  }

  private void bytes(byte[] bytes) {
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void digits(long value, int width) {
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
