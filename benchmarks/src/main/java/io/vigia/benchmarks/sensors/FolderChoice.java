package io.vigia.benchmarks.sensors;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Chooses settings on other files than those that are scored: for each folder, the setting and
 * limit with the best F1 pooled over the files of all other folders.
 */
final class FolderChoice {
  /** Limits that are tried, as multiples of the largest value in training. */
  private static final double[] LIMITS = {
    0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.5, 3, 4, 5
  };

  private final List<SkabFile> files;

  FolderChoice(List<SkabFile> files) {
    this.files = files;
  }

  /**
   * What was chosen for a folder.
   *
   * @param folder whose files are scored
   * @param candidate chosen on all others
   * @param limit likewise
   */
  record Choice(String folder, Candidate candidate, double limit) {
    String text() {
      return String.format(
          Locale.ROOT, "%s: %s, limit %s", folder, candidate.setting(), Double.toString(limit));
    }
  }

  /** A choice for each folder. */
  List<Choice> choose(List<Candidate> candidates) {
    Set<String> folders = new LinkedHashSet<>();
    files.forEach(file -> folders.add(file.folder()));
    List<Choice> choices = new ArrayList<>();
    for (String folder : folders) {
      Choice best = null;
      double bestF1 = -1;
      for (Candidate candidate : candidates) {
        for (double limit : LIMITS) {
          double f1 = pooled(candidate, limit, folder, false).f1();
          if (f1 > bestF1) {
            bestF1 = f1;
            best = new Choice(folder, candidate, limit);
          }
        }
      }
      choices.add(best);
    }
    return choices;
  }

  /** What each choice gives on its own folder, pooled. */
  Tally score(List<Choice> choices) {
    Tally tally = Tally.NONE;
    for (Choice choice : choices) {
      tally = tally.plus(pooled(choice.candidate(), choice.limit(), choice.folder(), true));
    }
    return tally;
  }

  private Tally pooled(Candidate candidate, double limit, String folder, boolean within) {
    Tally tally = Tally.NONE;
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).folder().equals(folder) == within) {
        tally = tally.plus(candidate.tally(files.get(i), i, limit));
      }
    }
    return tally;
  }
}
