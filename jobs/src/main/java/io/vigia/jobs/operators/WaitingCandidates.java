package io.vigia.jobs.operators;

import io.vigia.jobs.types.Candidate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.state.ListState;

/**
 * What waits of a key for the watermark, to be taken in the order of the events: by time, then by
 * id, whatever came first.
 *
 * @param <T> candidates, or what holds one
 */
final class WaitingCandidates<T> {
  private final ListState<T> state;
  private final Function<T, Candidate> candidate;
  private final Comparator<T> order;

  WaitingCandidates(ListState<T> state, Function<T, Candidate> candidate) {
    this.state = state;
    this.candidate = candidate;
    this.order =
        Comparator.comparing(
            candidate,
            Comparator.<Candidate>comparingLong(WaitingCandidates::micros)
                .thenComparingLong(Candidate::eventId)
                .thenComparing(each -> each.alert().getEventId()));
  }

  /** Event time, microseconds since 1970. */
  static long micros(Candidate candidate) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, candidate.alert().getEventTime());
  }

  void add(T waiting) throws Exception {
    state.add(waiting);
  }

  /** Takes out those of which the time has come, in their order. */
  List<T> release(long timestamp) throws Exception {
    List<T> ready = new ArrayList<>();
    List<T> later = new ArrayList<>();
    for (T each : state.get()) {
      long millis = Math.floorDiv(micros(candidate.apply(each)), 1000L);
      (millis <= timestamp ? ready : later).add(each);
    }
    if (!ready.isEmpty()) {
      state.update(later);
      ready.sort(order);
    }
    return ready;
  }
}
