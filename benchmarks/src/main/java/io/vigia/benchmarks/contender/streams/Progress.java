package io.vigia.benchmarks.contender.streams;

import io.vigia.benchmarks.contender.Contender;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How far the application is: Kafka Streams has no end of its own. */
final class Progress {
  private final LongAdder scored = new LongAdder();
  private final DoubleAdder scores = new DoubleAdder();
  private final LongAdder candidates = new LongAdder();
  private final LongAdder decided = new LongAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  void scored(double score) {
    scores.add(score);
    scored.increment();
  }

  /** An event would alert; it counts before its own {@link #scored}. */
  void candidate() {
    candidates.increment();
  }

  /** A candidate alerted, or was held back. */
  void decided() {
    decided.increment();
  }

  void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  /**
   * Whether all events were scored and all their candidates decided on.
   *
   * @throws IllegalStateException when the application failed
   */
  boolean isDone(long events) {
    if (failure.get() != null) {
      throw new IllegalStateException("the application failed", failure.get());
    }
    return scored.sum() >= events && decided.sum() >= candidates.sum();
  }

  Contender.Tally tally() {
    return new Contender.Tally(scored.sum(), scores.sum());
  }
}
