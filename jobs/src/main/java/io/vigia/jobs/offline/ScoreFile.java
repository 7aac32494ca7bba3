package io.vigia.jobs.offline;

import io.vigia.jobs.files.AtomicFile;
import io.vigia.schemas.Tier;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Writes the scores of a run. */
final class ScoreFile {
  private static final String HEADER = "event_id,event_time,score,alert,tier,late\n";

  private final OfflineRun run;
  private final boolean hasModel;
  private long events;
  private long late;
  private long alerts;
  private long unscored;

  private ScoreFile(OfflineRun run, boolean hasModel) {
    this.run = run;
    this.hasModel = hasModel;
  }

  static ScoreSummary write(OfflineRun run, boolean hasModel, double seconds, Path out) {
    ScoreFile file = new ScoreFile(run, hasModel);
    try {
      AtomicFile.write(
          out,
          part -> {
            file.write(part);
            file.checkScored();
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + out + ": " + e.getMessage(), e);
    }
    return new ScoreSummary(file.events, file.late, run.deadLetters(), file.alerts, seconds);
  }

  private void checkScored() {
    if (unscored > 0) {
      throw new IllegalStateException(
          "the model failed on " + unscored + " of " + events + " events; the log says why");
    }
  }

  private void write(Path part) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(part)) {
      writer.write(HEADER);
      StringBuilder line = new StringBuilder(96);
      for (int number = 0; (long) number * ResultStore.CHUNK < run.places(); number++) {
        ResultStore.Chunk chunk = run.store().remove(number);
        for (int at = 0; chunk != null && at < ResultStore.CHUNK; at++) {
          if (chunk.present[at]) {
            line.setLength(0);
            line(chunk, at, line);
            writer.append(line);
          }
        }
      }
    }
  }

  private void line(ResultStore.Chunk chunk, int at, StringBuilder line) {
    events++;
    late += chunk.late[at] ? 1 : 0;
    alerts += chunk.alert[at] ? 1 : 0;
    double score = chunk.scores[at];
    if (Double.isNaN(score)) {
      unscored += hasModel ? 1 : 0;
      // Where only rules decide, they are the score.
      score = chunk.candidate[at] ? 1 : 0;
    }
    text(chunk.eventId(at), line);
    line.append(',')
        .append(Instant.EPOCH.plus(chunk.times[at], ChronoUnit.MICROS))
        .append(',')
        .append(score)
        .append(',')
        .append(chunk.alert[at] ? '1' : '0')
        .append(',')
        .append(tier(chunk.tiers[at]))
        .append(',')
        .append(chunk.late[at] ? '1' : '0')
        .append('\n');
  }

  /** Quoted where CSV (RFC 4180) asks for it. */
  private static void text(String text, StringBuilder line) {
    if (text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0) {
      line.append(text);
    } else {
      line.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }

  private static String tier(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }
}
