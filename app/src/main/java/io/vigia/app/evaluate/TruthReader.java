package io.vigia.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/** Reads the truth about scored events from the data, row by row. */
final class TruthReader {
  private static final List<String> ID_COLUMNS = List.of("event_id", "transaction_id");
  private static final List<String> TIME_COLUMNS = List.of("event_time", "tx_time");

  private final EvaluationRequest request;
  private final Scores scores;
  private final Truth truth;

  private TruthReader(EvaluationRequest request, Scores scores) {
    this.request = request;
    this.scores = scores;
    int size = scores.size();
    double[] labels = new double[size];
    Arrays.fill(labels, Double.NaN);
    boolean drops = request.dropKnown().isPresent();
    truth =
        new Truth(
            new boolean[size],
            labels,
            request.groupBy().isPresent() ? new String[size] : null,
            drops ? new String[size] : null,
            drops
                ? new KnownKeys(
                    ChronoUnit.MICROS.between(Instant.EPOCH, request.knownFrom()),
                    request.knownDelay())
                : null);
  }

  /**
   * Reads the data.
   *
   * @throws IllegalArgumentException when a column is missing
   * @throws IllegalStateException when a scored event is not in the data, or a row is wrong
   */
  static Truth read(EvaluationRequest request, Scores scores) throws IOException {
    TruthReader reader = new TruthReader(request, scores);
    for (Path file : request.data()) {
      reader.read(file);
    }
    int missing = 0;
    for (boolean present : reader.truth.present()) {
      missing += present ? 0 : 1;
    }
    if (missing > 0) {
      throw new IllegalStateException(
          request.scores()
              + ": "
              + missing
              + " of "
              + scores.size()
              + " scored events are not in the data; give the files that were scored, and the column"
              + " of the event id by --id");
    }
    return reader.truth;
  }

  private void read(Path file) throws IOException {
    DataTimes times = request.dropKnown().isPresent() ? times(file) : null;
    try (Table table = Table.open(file, request.renamed())) {
      int id = idColumn(table);
      int label = table.column(request.label());
      int group = request.groupBy().map(table::column).orElse(-1);
      int key = request.dropKnown().map(table::column).orElse(-1);
      int time = times == null ? -1 : timeColumn(table);
      while (table.next()) {
        double value = table.truth(label);
        if (times != null && value >= 0.5) {
          truth.known().positive(table.text(key), times.micros(table, time));
        }
        int place = scores.place(table.text(id));
        if (place >= 0) {
          truth.present()[place] = true;
          truth.labels()[place] = value;
          if (group >= 0) {
            truth.groups()[place] = table.text(group);
          }
          if (key >= 0) {
            truth.keys()[place] = table.text(key);
          }
        }
      }
    }
  }

  private DataTimes times(Path file) throws IOException {
    if (request.timeUnit().isPresent() || request.timeOrigin().isPresent()) {
      return new DataTimes(
          request.timeUnit().orElse(Duration.ofMillis(1)),
          request.timeOrigin().orElse(Instant.EPOCH));
    }
    try (Table table = Table.open(file, request.renamed())) {
      int time = timeColumn(table);
      if (!table.next() || table.text(time).indexOf('T') > 0) {
        return new DataTimes(Duration.ofMillis(1), Instant.EPOCH);
      }
      return DataTimes.inferred(table, idColumn(table), time, scores);
    }
  }

  private int idColumn(Table table) {
    return request
        .id()
        .map(table::column)
        .orElseGet(
            () ->
                ID_COLUMNS.stream()
                    .mapToInt(table.columns()::indexOf)
                    .filter(index -> index >= 0)
                    .findFirst()
                    .orElse(0));
  }

  private int timeColumn(Table table) {
    if (request.time().isPresent()) {
      return table.column(request.time().get());
    }
    for (String name : TIME_COLUMNS) {
      if (table.columns().contains(name)) {
        return table.columns().indexOf(name);
      }
    }
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).contains("time")) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        table.file()
            + ": no column of times found among "
            + String.join(", ", table.columns())
            + "; name it by --time COLUMN");
  }
}
