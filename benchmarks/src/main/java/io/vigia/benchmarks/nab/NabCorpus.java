package io.vigia.benchmarks.nab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the files of the Numenta Anomaly Benchmark: {@code data/FOLDER/*.csv} with the columns
 * timestamp and value, and {@code labels/combined_windows.json}.
 */
final class NabCorpus {
  private static final String LABELS = "labels/combined_windows.json";
  private static final String HEADER = "timestamp,value";

  private NabCorpus() {}

  /**
   * All files there are, folder by folder.
   *
   * @throws IllegalArgumentException when there is none, or one is not what it should be
   */
  static List<NabFile> read(Path root) throws IOException {
    Path data = root.resolve("data");
    if (!Files.isDirectory(data)) {
      throw new IllegalArgumentException(
          root + " has no folder 'data'; expected data/FOLDER/*.csv and " + LABELS);
    }
    Path labelFile = root.resolve(LABELS);
    JsonNode labels =
        Files.exists(labelFile) ? new ObjectMapper().readTree(labelFile.toFile()) : null;
    List<NabFile> files = new ArrayList<>();
    for (Path folder : sorted(data)) {
      if (Files.isDirectory(folder)) {
        for (Path file : sorted(folder)) {
          if (file.toString().endsWith(".csv")) {
            files.add(read(file, labels));
          }
        }
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(data + " has no FOLDER/*.csv");
    }
    return files;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static NabFile read(Path file, JsonNode labels) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
      throw new IllegalArgumentException(
          file + ":1: found '" + (lines.isEmpty() ? "" : lines.get(0)) + "', expected " + HEADER);
    }
    List<String> timestamps = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int line = 1; line < lines.size(); line++) {
      String text = lines.get(line);
      if (text.isBlank()) {
        continue;
      }
      int comma = text.indexOf(',');
      if (comma < 0) {
        throw new IllegalArgumentException(
            file + ":" + (line + 1) + ": found '" + text + "', expected a timestamp and a value");
      }
      timestamps.add(text.substring(0, comma));
      texts.add(text.substring(comma + 1));
    }
    long[] micros = new long[timestamps.size()];
    double[] values = new double[micros.length];
    for (int row = 0; row < micros.length; row++) {
      micros[row] = micros(file, timestamps.get(row));
      values[row] = value(file, texts.get(row).strip());
    }
    String folder = file.getParent().getFileName().toString();
    String name = file.getFileName().toString();
    JsonNode windows = labels == null ? null : labels.get(folder + "/" + name);
    return new NabFile(
        folder,
        name,
        timestamps,
        texts,
        micros,
        values,
        windows == null ? List.of() : spans(file, windows, micros),
        windows != null);
  }

  private static double value(Path file, String text) {
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(file + ": found the value '" + text + "'", e);
    }
  }

  private static long micros(Path file, String text) {
    try {
      LocalDateTime time = LocalDateTime.parse(text.strip().replace(' ', 'T'));
      return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1_000;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          file + ": found the time '" + text + "', expected one such as 2014-04-01 00:05:00", e);
    }
  }

  private static List<NabFile.Span> spans(Path file, JsonNode windows, long[] micros) {
    List<NabFile.Span> spans = new ArrayList<>();
    for (JsonNode window : windows) {
      int first = row(file, window.get(0).asText(), micros);
      spans.add(new NabFile.Span(first, row(file, window.get(1).asText(), micros)));
    }
    return spans;
  }

  private static int row(Path file, String time, long[] micros) {
    long wanted = micros(file, time);
    for (int row = 0; row < micros.length; row++) {
      if (micros[row] == wanted) {
        return row;
      }
    }
    throw new IllegalArgumentException(
        file + ": no row is of " + time + ", where " + LABELS + " has a window begin or end");
  }
}
