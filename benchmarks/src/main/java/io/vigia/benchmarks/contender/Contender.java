package io.vigia.benchmarks.contender;

import io.vigia.benchmarks.harness.Extent;
import java.util.Optional;

/** Something that scores the events of the topic and writes alerts. */
public interface Contender {

  /** How much of the topic it reads: all, or the first events where all would take too long. */
  Extent reads();

  /**
   * Reads the topic once, from its start.
   *
   * @param run names the run, for its consumer group and such
   * @param alerts topic of its alerts
   */
  Run run(String run, String alerts) throws Exception;

  /**
   * What one run came to.
   *
   * @param seconds from the moment the first of its threads or tasks is ready to read until the
   *     last alert is written
   * @param tally what it scored; empty where it does not count
   */
  record Run(double seconds, Optional<Tally> tally) {}

  /**
   * What was scored, to see that contenders do the same work.
   *
   * @param events how many
   * @param scores sum of their scores
   */
  record Tally(long events, double scores) {}
}
