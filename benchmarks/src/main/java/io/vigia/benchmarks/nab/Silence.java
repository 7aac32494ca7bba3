package io.vigia.benchmarks.nab;

import io.vigia.engine.decide.Suppression;
import java.util.Optional;

/**
 * Alarms as a detector raises them: none for a while of event time behind another.
 *
 * @param suppression empty for alarms of all rows that reach the threshold
 */
record Silence(Optional<Suppression> suppression) implements NabScore.Alarms {
  @Override
  public boolean[] of(NabFile file, double[] scores, double threshold) {
    boolean[] alarms = new boolean[scores.length];
    long latest = Suppression.NEVER;
    for (int row = 0; row < scores.length; row++) {
      if (scores[row] >= threshold) {
        long time = file.micros()[row];
        if (suppression.isEmpty() || !suppression.get().holdsBack(latest, time)) {
          alarms[row] = true;
          latest = suppression.isEmpty() ? latest : suppression.get().after(latest, time);
        }
      }
    }
    return alarms;
  }
}
