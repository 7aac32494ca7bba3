package io.vigia.benchmarks.nab;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.offline.ScoreSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Scores by a detector of sensor readings: all files as one stream of events, a sensor each,
 * through the job that {@code vigia score} runs.
 */
final class VigiaScores {
  private final DetectorFiles detector;

  VigiaScores(DetectorFiles detector) {
    this.detector = detector;
  }

  /**
   * Scores of each file, by row.
   *
   * @throws IllegalStateException when a row has no score
   */
  List<double[]> of(List<NabFile> files) throws IOException {
    Path folder = Files.createTempDirectory("vigia-bench-");
    try {
      Path events = folder.resolve("readings.csv");
      Path scores = folder.resolve("scores.csv");
      write(files, events);
      ScoreSummary summary =
          OfflineJob.score(
              new OfflineRequest(
                  detector,
                  List.of(events),
                  FileOptions.defaults(),
                  OptionalLong.empty(),
                  OptionalLong.empty(),
                  Precision.INT8,
                  Runtime.getRuntime().availableProcessors()),
              scores);
      long rows = files.stream().mapToLong(NabFile::rows).sum();
      if (summary.events() != rows) {
        throw new IllegalStateException(
            "the job scored "
                + summary.events()
                + " of "
                + rows
                + " rows; "
                + summary.deadLetters()
                + " were dead letters");
      }
      return read(files, scores);
    } finally {
      try (Stream<Path> left = Files.walk(folder)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** A row of a file. */
  private record Reading(long micros, int file, int row) {}

  /** The readings of all files by their time. */
  private static void write(List<NabFile> files, Path events) throws IOException {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      for (int row = 0; row < files.get(i).rows(); row++) {
        readings.add(new Reading(files.get(i).micros()[row], i, row));
      }
    }
    readings.sort(Comparator.comparingLong(Reading::micros));
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(events))) {
      out.println("event_id,sensor_id,reading_time,value");
      for (Reading reading : readings) {
        NabFile file = files.get(reading.file());
        double value = file.values()[reading.row()];
        out.println(
            reading.file()
                + "-"
                + reading.row()
                + ","
                + reading.file()
                + ","
                + Instant.EPOCH.plus(reading.micros(), ChronoUnit.MICROS)
                + ","
                + (Double.isNaN(value) ? "" : Double.toString(value)));
      }
      if (out.checkError()) {
        throw new IOException(events + " could not be written");
      }
    }
  }

  private static List<double[]> read(List<NabFile> files, Path scores) throws IOException {
    List<double[]> found = files.stream().map(file -> new double[file.rows()]).toList();
    try (BufferedReader in = Files.newBufferedReader(scores)) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        int dash = cells[0].indexOf('-');
        int file = Integer.parseInt(cells[0].substring(0, dash));
        found.get(file)[Integer.parseInt(cells[0].substring(dash + 1))] =
            Double.parseDouble(cells[2]);
      }
    }
    return found;
  }
}
