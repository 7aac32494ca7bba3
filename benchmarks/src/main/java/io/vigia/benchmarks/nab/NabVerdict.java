package io.vigia.benchmarks.nab;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * How good scores are.
 *
 * @param best with the one threshold that is best for all files
 * @param threshold that one
 * @param foldersOut each folder with the threshold that is best for all other folders; NaN where
 *     there is one folder only
 */
record NabVerdict(double best, double threshold, double foldersOut) {
  /** Thresholds that are tried, evenly among the different scores. */
  private static final int THRESHOLDS = 2_000;

  /** The verdict on the scores of labelled files. */
  static NabVerdict of(List<NabFile> files, List<double[]> scores, NabScore.Alarms alarms) {
    double[] thresholds = thresholds(scores);
    double[][] table = NabScore.table(files, scores, thresholds, alarms);
    int best = best(table, files, "");
    List<String> folders = files.stream().map(NabFile::folder).distinct().toList();
    double out = 0;
    for (String folder : folders) {
      int chosen = best(table, files, folder);
      for (int i = 0; i < files.size(); i++) {
        out += files.get(i).folder().equals(folder) ? table[chosen][i] : 0;
      }
    }
    int windows = NabScore.windows(files);
    return new NabVerdict(
        NabScore.normalised(Arrays.stream(table[best]).sum(), windows),
        thresholds[best],
        folders.size() < 2 ? Double.NaN : NabScore.normalised(out, windows));
  }

  /** The threshold that is best for the files outside of a folder; of equal ones the highest. */
  private static int best(double[][] table, List<NabFile> files, String without) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < table.length; t++) {
      double sum = 0;
      for (int i = 0; i < files.size(); i++) {
        sum += files.get(i).folder().equals(without) ? 0 : table[t][i];
      }
      if (sum > most) {
        most = sum;
        best = t;
      }
    }
    return best;
  }

  /** Descending, the first above all scores. */
  private static double[] thresholds(List<double[]> scores) {
    double[] all = scores.stream().flatMapToDouble(Arrays::stream).sorted().distinct().toArray();
    TreeSet<Double> chosen = new TreeSet<>();
    for (int i = 0; i < THRESHOLDS; i++) {
      // Half of them evenly by rank, half evenly by value: high scores are few.
      double share = i / (THRESHOLDS - 1.0);
      chosen.add(all[(int) (share * (all.length - 1))]);
      chosen.add(all[0] + share * (all[all.length - 1] - all[0]));
    }
    chosen.add(Math.nextUp(all[all.length - 1]));
    return chosen.descendingSet().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
