package io.vigia.training.quantize.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Comma-separated numbers, one input a line; the first line may name columns. */
final class NumbersFile {
  private NumbersFile() {}

  /**
   * Reads all lines.
   *
   * @param width numbers a line must have
   * @throws IllegalArgumentException when a line has others, with its number
   */
  static List<float[]> read(Path file, int width) throws IOException {
    List<float[]> rows = new ArrayList<>();
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank() || (number == 1 && !isNumber(line.split(",", 2)[0]))) {
          continue;
        }
        rows.add(row(file, number, line.split(",", -1), width));
      }
    }
    return rows;
  }

  private static float[] row(Path file, int number, String[] cells, int width) {
    if (cells.length != width) {
      throw new IllegalArgumentException(
          file + ", line " + number + ": " + cells.length + " numbers, expected " + width);
    }
    float[] row = new float[width];
    for (int i = 0; i < width; i++) {
      String cell = cells[i].strip();
      try {
        row[i] = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            file + ", line " + number + ": '" + cell + "' in column " + (i + 1) + " is no number",
            e);
      }
    }
    return row;
  }

  private static boolean isNumber(String cell) {
    try {
      Float.parseFloat(cell.strip());
      return true;
    } catch (NumberFormatException e) {
      return cell.isBlank();
    }
  }
}
