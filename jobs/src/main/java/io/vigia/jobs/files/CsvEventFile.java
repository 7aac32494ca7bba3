package io.vigia.jobs.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.vigia.schemas.DeadLetterReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * A CSV file with a header, plain or gzipped. A row is one line: a broken one (an unclosed quote, a
 * missing cell) spoils itself and no other.
 */
final class CsvEventFile implements EventFile {
  private final String file;
  private final LineReader lines;
  private final EventWriter events;
  private final Object[] cells;
  private long row;

  private CsvEventFile(String file, LineReader lines, EventWriter events) {
    this.file = file;
    this.lines = lines;
    this.events = events;
    this.cells = new Object[events.columns()];
  }

  /**
   * Opens a file and reads its header.
   *
   * @param events makes the writer for the columns of the header
   */
  static CsvEventFile open(Path path, Function<List<String>, EventWriter> events)
      throws IOException {
    InputStream raw = Files.newInputStream(path);
    try {
      InputStream in =
          path.getFileName().toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
      LineReader lines = new LineReader(in);
      String header = lines.next();
      if (header == null || header.isBlank()) {
        throw new IllegalArgumentException(
            path + ": no header; the first line of a CSV file names its columns");
      }
      return new CsvEventFile(path.toString(), lines, events.apply(columns(path, header)));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static List<String> columns(Path path, String header) {
    try {
      return Arrays.stream(split(withoutMark(header))).map(String::strip).toList();
    } catch (CsvParseException | IllegalStateException e) {
      throw new IllegalArgumentException(
          path + ": the header is not a line of CSV: " + e.getMessage(), e);
    }
  }

  /** Without the byte order mark that some programs write. */
  private static String withoutMark(String header) {
    return header.startsWith("\u00EF\u00BB\u00BF") ? header.substring(3) : header;
  }

  @Override
  public FileEvent next() throws IOException {
    String line = lines.next();
    while (line != null && line.isEmpty()) {
      line = lines.next();
    }
    if (line == null) {
      return null;
    }
    long number = row++;
    if (lines.isTooLong()) {
      return bad(
          number,
          line,
          DeadLetterReason.TOO_LARGE,
          "a line of more than " + LineReader.MAX_BYTES + " bytes");
    }
    try {
      parse(line);
      return new FileEvent(file, number, events.event(cells), events.label(cells), null, null);
    } catch (BadCellException e) {
      return bad(number, line, DeadLetterReason.INVALID_VALUE, e.getMessage());
    } catch (CsvParseException | IllegalStateException e) {
      return bad(number, line, DeadLetterReason.UNREADABLE, "not a line of CSV: " + e.getMessage());
    }
  }

  private FileEvent bad(long number, String line, DeadLetterReason reason, String message) {
    return new FileEvent(
        file, number, line.getBytes(StandardCharsets.ISO_8859_1), Double.NaN, reason, message);
  }

  private void parse(String line) throws BadCellException {
    if (line.indexOf('"') >= 0) {
      String[] parts = split(line);
      checkCount(parts.length);
      System.arraycopy(parts, 0, cells, 0, parts.length);
      return;
    }
    int count = 0;
    int from = 0;
    while (true) {
      int comma = line.indexOf(',', from);
      int to = comma < 0 ? line.length() : comma;
      if (count < cells.length) {
        cells[count] = decoded(line, from, to);
      }
      count++;
      if (comma < 0) {
        break;
      }
      from = comma + 1;
    }
    checkCount(count);
  }

  private void checkCount(int count) throws BadCellException {
    if (count != cells.length) {
      throw new BadCellException("a line of " + count + " cells; the header has " + cells.length);
    }
  }

  /** A cell as UTF-8, of which the line's characters are the bytes. */
  private static String decoded(String line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line.charAt(i) >= 0x80) {
        return new String(
            line.substring(from, to).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return line.substring(from, to);
  }

  private static String[] split(String line) {
    String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
      throw new IllegalStateException("a quote that is not closed");
    }
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
      return reader.iterator().next().getFields().toArray(new String[0]);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
