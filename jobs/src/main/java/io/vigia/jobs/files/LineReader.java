package io.vigia.jobs.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of a stream, each of bounded length, so that a file without line breaks cannot fill the
 * memory. A line's characters are its bytes (ISO 8859-1): they give back the line exactly.
 */
final class LineReader implements AutoCloseable {
  /** Longest line that is kept; the rest of a longer one is left out. */
  static final int MAX_BYTES = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[256];
  private boolean tooLong;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line without its end, {@code null} at the end of the stream. */
  String next() throws IOException {
    int length = 0;
    boolean any = false;
    tooLong = false;
    while (true) {
      if (position == limit) {
        limit = in.read(buffer, 0, buffer.length);
        position = 0;
        if (limit < 0) {
          limit = 0;
          return any ? text(length) : null;
        }
      }
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      int part = Math.min(end - position, MAX_BYTES - length);
      tooLong |= part < end - position;
      if (length + part > line.length) {
        line = Arrays.copyOf(line, Math.max(length + part, 2 * line.length));
      }
      System.arraycopy(buffer, position, line, length, part);
      length += part;
      position = end;
      if (end < limit) {
        position++;
        return text(length);
      }
    }
  }

  private String text(int length) {
    boolean endsInReturn = length > 0 && line[length - 1] == '\r';
    return new String(line, 0, endsInReturn ? length - 1 : length, StandardCharsets.ISO_8859_1);
  }

  /** Whether the line read last was longer than {@link #MAX_BYTES}. */
  boolean isTooLong() {
    return tooLong;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
