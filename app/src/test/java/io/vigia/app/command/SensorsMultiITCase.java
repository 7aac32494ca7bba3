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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped detector of machines with several sensors, on machines that it does not know. */
class SensorsMultiITCase {
  private static final Path DETECTOR = Path.of("../models/sensors-multi");
  // What is usual of a machine has to be seen first.
  private static final String FROM = "2024-01-03";

  @TempDir Path folder;

  @Test
  void itFindsThePlantedFaults() throws IOException {
    Path data = folder.resolve("machines.csv");
    Path scores = folder.resolve("scores.csv");
    succeeds(
        Run.of(
            "simulate",
            "machine",
            "--days",
            10,
            "--faults-per-week",
            10,
            "--seed",
            99,
            "--out",
            data));
    succeeds(Run.of("score", DETECTOR, "--data", data, "--from", FROM, "--out", scores));

    Set<String> alerts = new HashSet<>();
    for (String[] row : rows(scores)) {
      if (row[3].equals("1")) {
        alerts.add(row[0]);
      }
    }
    Map<String, Map<String, Boolean>> found = new HashMap<>();
    int falseAlerts = 0;
    for (String[] row : rows(data)) {
      boolean isAlerted = alerts.contains(row[0]);
      if (row[4].equals("0")) {
        falseAlerts += isAlerted ? 1 : 0;
      } else if (row[2].compareTo(FROM) >= 0) {
        found
            .computeIfAbsent(row[5], kind -> new HashMap<>())
            .merge(row[7], isAlerted, Boolean::logicalOr);
      }
    }
    assertThat(share(found.get("stuck"))).isEqualTo(1);
    assertThat(share(found.get("drift"))).isGreaterThanOrEqualTo(0.7);
    assertThat(share(found.get("broken-correlation"))).isGreaterThanOrEqualTo(0.25);
    assertThat(falseAlerts).as("in 32 days of machines, some behind a fault").isLessThan(40);
  }

  private static double share(Map<String, Boolean> episodes) {
    assertThat(episodes).hasSizeGreaterThanOrEqualTo(4);
    return episodes.values().stream().filter(isFound -> isFound).count() / (double) episodes.size();
  }

  private static void succeeds(Run run) {
    assertThat(run.status()).as(run.err()).isZero();
  }

  private static List<String[]> rows(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(line -> line.split(",", -1)).toList();
  }
}
