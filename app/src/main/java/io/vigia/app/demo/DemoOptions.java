package io.vigia.app.demo;

import io.vigia.app.simulate.card.CardParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demo is like.
 *
 * @param detector folder of the detector, of payments in the schema {@code Transaction}
 * @param duration how long the live part lasts; empty: until it is stopped
 * @param rate live events a second
 * @param days days of history that are loaded first
 * @param seed of the simulator
 * @param cards what the payments are like
 * @param parallelism of the job, and partitions of its topics
 * @param port first port that is tried for the web page of the cluster
 */
public record DemoOptions(
    Path detector,
    Optional<Duration> duration,
    int rate,
    int days,
    long seed,
    CardParameters cards,
    int parallelism,
    int port) {

  /** Checks the numbers, by the names of their options. */
  public DemoOptions {
    check("rate", rate, 1, 10_000_000);
    check("days", days, 1, 100_000);
    check("parallelism", parallelism, 1, 128);
    check("port", port, 1, 65_535);
  }

  private static void check(String option, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          "--" + option + " is " + value + "; expected " + from + " to " + to);
    }
  }
}
