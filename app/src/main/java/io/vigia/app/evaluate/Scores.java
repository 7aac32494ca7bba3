package io.vigia.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scores that {@code vigia score} wrote, by event id. */
final class Scores {
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Long> times = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();

  private Scores() {}

  /**
   * Reads a file with the columns {@code event_id}, {@code event_time} and {@code score}.
   *
   * @throws IllegalArgumentException when a column is missing
   * @throws IllegalStateException when a row is wrong
   */
  static Scores read(Path file) throws IOException {
    Scores scores = new Scores();
    try (Table table = Table.open(file, Map.of())) {
      int id = table.column("event_id");
      int time = table.column("event_time");
      int score = table.column("score");
      while (table.next()) {
        scores.add(table, table.text(id), micros(table, time), table.number(score));
      }
    }
    if (scores.values.isEmpty()) {
      throw new IllegalStateException(file + ": no scores");
    }
    return scores;
  }

  private static long micros(Table table, int column) {
    String text = table.text(column);
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
    } catch (DateTimeException e) {
      throw new IllegalStateException(
          table.place()
              + ": event_time is '"
              + text
              + "', expected a time such as 2018-08-08T00:00:00Z",
          e);
    }
  }

  private void add(Table table, String id, long time, double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalStateException(
          table.place() + ": score is " + score + ", expected a number in [0, 1]");
    }
    if (places.put(id, values.size()) != null) {
      throw new IllegalStateException(table.place() + ": event '" + id + "' is scored twice");
    }
    times.add(time);
    values.add(score);
  }

  int size() {
    return values.size();
  }

  /** Place of an event; −1 where it has no score. */
  int place(String eventId) {
    return places.getOrDefault(eventId, -1);
  }

  /** Event time, microseconds since 1970. */
  long time(int place) {
    return times.get(place);
  }

  double score(int place) {
    return values.get(place);
  }
}
