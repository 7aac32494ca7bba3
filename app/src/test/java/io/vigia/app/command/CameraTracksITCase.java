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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped detector of tracks finds what the simulator plants before its cameras. */
class CameraTracksITCase {
  private static final Path DETECTOR = Path.of("../models/camera-tracks");

  /** Planted episodes of a kind, and those of them that alerted. */
  private static final class Planted {
    private final Set<String> all = new HashSet<>();
    private final Set<String> found = new HashSet<>();

    double share() {
      return (double) found.size() / all.size();
    }
  }

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void findsEachKindOfAnomalyAndLittleElse() throws IOException {
    Path tracks = folder.resolve("tracks.csv");
    Path scores = folder.resolve("scores.csv");
    Run simulated =
        Run.of(
            "simulate",
            "camera",
            "--days",
            1,
            "--seed",
            21,
            "--start",
            "2024-01-03",
            "--people-per-hour",
            3,
            "--anomalies-per-hour",
            0.5,
            "--out",
            tracks);
    assertThat(simulated.status()).as(simulated.err()).isZero();
    Run scored = Run.of("score", DETECTOR, "--data", tracks, "--out", scores);
    assertThat(scored.status()).as(scored.err()).isZero();

    Map<String, Boolean> alerts = new HashMap<>();
    for (String line : Files.readAllLines(scores)) {
      String[] cells = line.split(",");
      alerts.put(cells[0], cells[3].equals("1"));
    }
    Map<String, Planted> kinds = new TreeMap<>();
    Set<String> usualTracks = new HashSet<>();
    Set<String> falselyAlerted = new HashSet<>();
    List<String> rows = Files.readAllLines(tracks);
    List<String> header = List.of(rows.get(0).split(","));
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      boolean isAlert = alerts.get(cells[0]);
      String kind = cells[header.indexOf("kind")];
      if (kind.isEmpty()) {
        String track = cells[1] + " " + cells[header.indexOf("track_id")];
        usualTracks.add(track);
        if (isAlert) {
          falselyAlerted.add(track);
        }
      } else {
        Planted planted = kinds.computeIfAbsent(kind, absent -> new Planted());
        planted.all.add(cells[header.indexOf("episode")]);
        if (isAlert) {
          planted.found.add(cells[header.indexOf("episode")]);
        }
      }
    }

    assertThat(kinds.keySet())
        .containsExactly(
            "abandoned-object",
            "closed-hours",
            "closed-zone",
            "crowd-surge",
            "loitering",
            "running",
            "thrown-object",
            "wrong-way");
    kinds.forEach(
        (kind, planted) ->
            assertThat(planted.share())
                .as("%s: %d of %d", kind, planted.found.size(), planted.all.size())
                .isGreaterThanOrEqualTo(0.5));
    int all = kinds.values().stream().mapToInt(planted -> planted.all.size()).sum();
    int found = kinds.values().stream().mapToInt(planted -> planted.found.size()).sum();
    assertThat((double) found / all).as("%d of %d", found, all).isGreaterThan(0.8);
    assertThat((double) falselyAlerted.size() / usualTracks.size())
        .as("%d of %d usual tracks", falselyAlerted.size(), usualTracks.size())
        .isLessThan(0.1);
  }
}
