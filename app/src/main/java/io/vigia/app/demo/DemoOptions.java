package io.vigia.app.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a demo is like.
 *
 * @param streams what is shown
 * @param duration how long the live part lasts; empty: until it is stopped
 * @param rate live events a second, of all streams together
 * @param parallelism of each job, and partitions of its topics
 * @param port first port that is tried for the web page of the cluster
 */
public record DemoOptions(
    List<DemoStream> streams, Optional<Duration> duration, int rate, int parallelism, int port) {

  /** Checks the numbers, by the names of their options. */
  public DemoOptions {
    streams = List.copyOf(streams);
    check("rate", rate, streams.size(), 10_000_000);
    check("parallelism", parallelism, 1, 128);
    check("port", port, 1, 65_535);
  }

  static void check(String option, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          "--" + option + " is " + value + "; expected " + from + " to " + to);
    }
  }
}
