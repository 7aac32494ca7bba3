package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped detector of sensors on readings that it was not trained on. */
class SensorsITCase {
  private static final Path DETECTOR = Path.of("../models/sensors");

  @TempDir Path folder;

  /** What was planted: an episode's kind, and whether one of its readings alerted. */
  private static final class Episode {
    private final String kind;
    private boolean isFound;

    private Episode(String kind) {
      this.kind = kind;
    }
  }

  @Test
  void itFindsThePlantedFaults() throws IOException {
    Path data = folder.resolve("readings.csv");
    Path scores = folder.resolve("scores.csv");
    succeeds(
        Run.of("simulate", "sensor", "--days", 40, "--sensors", 10, "--seed", 99, "--out", data));
    succeeds(Run.of("score", DETECTOR, "--data", data, "--out", scores));

    Set<String> alerts = new HashSet<>();
    for (String[] row : rows(scores)) {
      if (row[3].equals("1")) {
        alerts.add(row[0]);
      }
    }
    Map<String, Episode> episodes = new HashMap<>();
    int falseAlerts = 0;
    for (String[] row : rows(data)) {
      boolean isAlerted = alerts.contains(row[0]);
      if (row[4].equals("1")) {
        episodes.computeIfAbsent(row[6], id -> new Episode(row[5])).isFound |= isAlerted;
      } else {
        falseAlerts += isAlerted ? 1 : 0;
      }
    }
    Map<String, int[]> found = new TreeMap<>();
    for (Episode episode : episodes.values()) {
      int[] counts = found.computeIfAbsent(episode.kind, kind -> new int[2]);
      counts[0] += episode.isFound ? 1 : 0;
      counts[1]++;
    }
    for (String kind : List.of("spike", "level-change", "flat-line", "missing-beats")) {
      int[] counts = found.get(kind);
      assertThat(counts[1]).as("planted %s", kind).isGreaterThanOrEqualTo(5);
      assertThat(counts[0] / (double) counts[1]).as("%s found", kind).isGreaterThanOrEqualTo(0.8);
    }
    assertThat(falseAlerts).as("false alerts in 400 days of sensors").isLessThan(80);
  }

  private static void succeeds(Run run) {
    assertThat(run.status()).as(run.err()).isZero();
  }

  private static List<String[]> rows(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(line -> line.split(",", -1)).toList();
  }
}
