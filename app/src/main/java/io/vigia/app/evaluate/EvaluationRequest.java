package io.vigia.app.evaluate;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be evaluated.
 *
 * @param scores file of {@code vigia score}
 * @param data files of the events with the truth
 * @param renamed column in the data -> the name it is known by here
 * @param label column of the truth: positive from ½ on, empty = unknown
 * @param id column of the event id; {@code event_id}, {@code transaction_id} or the first one
 *     unless given
 * @param time column of the event time; {@code event_time}, {@code tx_time} or the first with
 *     "time" in its name unless given; needed only for what is known
 * @param timeUnit unit of times that are numbers; found from the scores unless given
 * @param timeOrigin where such times begin
 * @param groupBy column whose equal values are ranked as one, such as a card
 * @param top k of the precision at k
 * @param per period in which the k highest are taken
 * @param dropKnown column of keys whose events are left out once they are known
 * @param knownFrom from when on frauds become known
 * @param knownDelay how long that takes
 */
public record EvaluationRequest(
    Path scores,
    List<Path> data,
    Map<String, String> renamed,
    String label,
    Optional<String> id,
    Optional<String> time,
    Optional<Duration> timeUnit,
    Optional<Instant> timeOrigin,
    Optional<String> groupBy,
    int top,
    Optional<Duration> per,
    Optional<String> dropKnown,
    Instant knownFrom,
    Duration knownDelay) {

  /** Checks the numbers. */
  public EvaluationRequest {
    data = List.copyOf(data);
    renamed = Map.copyOf(renamed);
    if (top < 1) {
      throw new IllegalArgumentException("--top is " + top + "; expected 1 or more");
    }
    if (per.isPresent() && per.get().isZero()) {
      throw new IllegalArgumentException("--per is no time; expected a period such as day or 1h");
    }
  }
}
