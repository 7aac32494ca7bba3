package io.vigia.benchmarks.nab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes scores as the benchmark's own scorer reads them. */
final class NabResults {
  private NabResults() {}

  /**
   * Writes {@code FOLDER/vigia_FILE.csv} with {@code timestamp,value,anomaly_score} for each file.
   *
   * @param scores of each file, by row
   */
  static void write(List<NabFile> files, List<double[]> scores, Path out) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      NabFile file = files.get(i);
      Path folder = Files.createDirectories(out.resolve(file.folder()));
      StringBuilder text = new StringBuilder("timestamp,value,anomaly_score\n");
      for (int row = 0; row < file.rows(); row++) {
        text.append(file.timestamps().get(row)).append(',').append(file.texts().get(row));
        text.append(',').append(scores.get(i)[row]).append('\n');
      }
      Files.writeString(folder.resolve("vigia_" + file.name()), text);
    }
  }

  /**
   * Scores from which a threshold alone makes the same alarms: 0 where a row reaches the threshold
   * and is silent all the same.
   */
  static double[] silenced(
      NabFile file, double[] scores, double threshold, NabScore.Alarms alarms) {
    boolean[] raised = alarms.of(file, scores, threshold);
    double[] silenced = scores.clone();
    for (int row = 0; row < silenced.length; row++) {
      silenced[row] = scores[row] >= threshold && !raised[row] ? 0 : scores[row];
    }
    return silenced;
  }
}
