package io.vigia.benchmarks.sensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of the occupancy data (L. M. Candanedo and V. Feldheim, "Accurate occupancy detection of
 * an office room from light, temperature, humidity and CO2 measurements using statistical learning
 * models", 2016).
 *
 * @param times of the readings, ISO 8601
 * @param values temperature, humidity, light, CO2 and humidity ratio of each
 * @param occupied the truth
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record OccupancyFile(String[] times, double[][] values, boolean[] occupied) {
  /** Names of the values. */
  static final List<String> NAMES =
      List.of("temperature", "humidity", "light", "co2", "humidity_ratio");

  static final int LIGHT = 2;

  private static final String COLUMNS =
      "\"date\",\"Temperature\",\"Humidity\",\"Light\",\"CO2\",\"HumidityRatio\",\"Occupancy\"";
  private static final int FIRST_VALUE = 2;

  /**
   * Reads a file.
   *
   * @param folder that of the data
   * @param name of the file
   * @throws IllegalArgumentException when it is not there or another; the message says what was
   *     expected
   */
  static OccupancyFile read(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          folder
              + ": no file '"
              + name
              + "' in it; expected the occupancy data (UCI, Candanedo and Feldheim 2016), with"
              + " datatraining.txt, datatest.txt and datatest2.txt");
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).strip().equals(COLUMNS)) {
      throw new IllegalArgumentException(
          file
              + ": the first line is '"
              + (lines.isEmpty() ? "" : lines.get(0))
              + "', expected '"
              + COLUMNS
              + "'");
    }
    int rows = lines.size() - 1;
    String[] times = new String[rows];
    double[][] values = new double[rows][NAMES.size()];
    boolean[] occupied = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      String[] cells = lines.get(i + 1).replace("\"", "").strip().split(",");
      if (cells.length != FIRST_VALUE + NAMES.size() + 1) {
        throw new IllegalArgumentException(
            file
                + ":"
                + (i + 2)
                + ": "
                + cells.length
                + " cells, expected "
                + (FIRST_VALUE + NAMES.size() + 1));
      }
      times[i] = cells[1].replace(' ', 'T') + "Z";
      for (int j = 0; j < NAMES.size(); j++) {
        values[i][j] = Double.parseDouble(cells[FIRST_VALUE + j]);
      }
      occupied[i] = cells[cells.length - 1].equals("1");
    }
    return new OccupancyFile(times, values, occupied);
  }

  int rows() {
    return times.length;
  }

  /** Writes events with their truth. */
  Path write(Path into) throws IOException {
    StringBuilder csv = new StringBuilder("event_id,reading_time,");
    csv.append(String.join(",", NAMES)).append(",occupied\n");
    for (int i = 0; i < rows(); i++) {
      csv.append(i).append(',').append(times[i]);
      for (double value : values[i]) {
        csv.append(',').append(value);
      }
      csv.append(occupied[i] ? ",1\n" : ",0\n");
    }
    return Files.writeString(into, csv);
  }

  /** How well a rule answers. */
  Tally tally(Rule rule) {
    Tally tally = Tally.NONE;
    for (int i = 0; i < rows(); i++) {
      tally = tally.plus(rule.says(values[i]), occupied[i]);
    }
    return tally;
  }

  /** Whether somebody is there, by the values alone. */
  interface Rule {
    boolean says(double[] values);
  }
}
