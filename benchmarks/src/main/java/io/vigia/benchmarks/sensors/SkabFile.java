package io.vigia.benchmarks.sensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An experiment of the Skoltech Anomaly Benchmark (I. D. Katser and V. O. Kozitsin, 2020): readings
 * of eight sensors, about one a second, with the truth of each.
 *
 * @param folder the folder it stands in, which says what was done to the pump
 * @param name {@code folder/file}
 * @param seconds time of each reading
 * @param values the readings, as the file has them
 * @param anomaly whether each is part of an anomaly
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record SkabFile(String folder, String name, long[] seconds, String[][] values, boolean[] anomaly) {
  /** Sensors of the testbed. */
  static final int SENSORS = 8;

  /** Readings that a model may learn from, as the benchmark says. */
  static final int LEARNED = 400;

  private static final List<String> FOLDERS = List.of("valve1", "valve2", "other");
  private static final String COLUMNS =
      "datetime;Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;Thermocouple;"
          + "Voltage;Volume Flow RateRMS;anomaly;changepoint";

  int rows() {
    return seconds.length;
  }

  /**
   * Reads the benchmark's files.
   *
   * @param folder its root, or its folder {@code data}
   * @throws IllegalArgumentException when it is another folder; the message says what was expected
   */
  static List<SkabFile> readAll(Path folder) throws IOException {
    Path root = Files.isDirectory(folder.resolve("data")) ? folder.resolve("data") : folder;
    List<SkabFile> all = new ArrayList<>();
    for (String name : FOLDERS) {
      Path files = root.resolve(name);
      if (!Files.isDirectory(files)) {
        throw new IllegalArgumentException(
            folder
                + ": no folder '"
                + name
                + "' in it; expected the data of SKAB (repository waico/SKAB), with the folders "
                + FOLDERS
                + " of .csv files");
      }
      try (Stream<Path> list = Files.list(files)) {
        list.filter(file -> file.toString().endsWith(".csv"))
            .sorted(Comparator.comparing(Path::toString))
            .map(file -> read(name, file))
            .forEach(all::add);
      }
    }
    return all;
  }

  private static SkabFile read(String folder, Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
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
    if (rows <= LEARNED) {
      throw new IllegalArgumentException(
          file + ": " + rows + " readings, expected more than the " + LEARNED + " to learn from");
    }
    long[] seconds = new long[rows];
    String[][] values = new String[rows][SENSORS];
    boolean[] anomaly = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      String[] cells = lines.get(i + 1).strip().split(";");
      if (cells.length != SENSORS + 3) {
        throw new IllegalArgumentException(
            file + ":" + (i + 2) + ": " + cells.length + " cells, expected " + (SENSORS + 3));
      }
      seconds[i] = LocalDateTime.parse(cells[0].replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
      System.arraycopy(cells, 1, values[i], 0, SENSORS);
      anomaly[i] = Double.parseDouble(cells[SENSORS + 1]) > 0;
    }
    String name = folder + "/" + file.getFileName().toString().replace(".csv", "");
    return new SkabFile(folder, name, seconds, values, anomaly);
  }

  /**
   * Writes the readings as events of a machine of their own.
   *
   * @param into the file
   * @param start seconds since 1970 of the first reading: files follow each other, so that one job
   *     can read them all
   */
  void write(Path into, long start) throws IOException {
    StringBuilder csv = new StringBuilder("event_id,machine_id,reading_time,values\n");
    for (int i = 0; i < rows(); i++) {
      csv.append(name)
          .append('#')
          .append(i)
          .append(',')
          .append(name)
          .append(',')
          .append((start + seconds[i] - seconds[0]) * 1_000)
          .append(',')
          .append(String.join(";", values[i]))
          .append('\n');
    }
    Files.writeString(into, csv);
  }

  /** How long the experiment took, in seconds. */
  long length() {
    return seconds[rows() - 1] - seconds[0];
  }
}
