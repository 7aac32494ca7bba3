package io.vigia.jobs.scoring;

import io.vigia.engine.score.Scorer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.flink.util.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a model. All methods are for the thread of the task, but {@link #busyNanos}.
 *
 * <p>A worker that does not return is replaced, and closes itself when it does after all. There are
 * never more of them than {@value #HUNG_PER_WORKER} for each worker: beyond, the pool is smaller
 * until one returns, and the ladder answers for it.
 */
final class WorkerPool {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
  private static final int HUNG_PER_WORKER = 2;

  private final String name;
  private final int size;
  private final int capacity;
  private final Supplier<Scorer> scorers;
  private final Clock clock;
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final List<Worker> hung = new ArrayList<>();
  private volatile List<Worker> workers = List.of();
  private final AtomicLong doneNanos = new AtomicLong();
  private int named;
  private boolean closed;

  /**
   * A pool.
   *
   * @param name how its threads are called
   * @param size how many workers it has, from 1
   * @param capacity largest batch
   * @param scorers opens a scorer
   */
  WorkerPool(String name, int size, int capacity, Supplier<Scorer> scorers, Clock clock) {
    this.name = name;
    this.size = size;
    this.capacity = capacity;
    this.scorers = scorers;
    this.clock = clock;
    for (int i = 0; i < size; i++) {
      hire();
    }
  }

  private void hire() {
    Worker worker = new Worker(this, name + "-" + ++named, scorers, capacity, clock);
    List<Worker> more = new ArrayList<>(workers);
    more.add(worker);
    workers = List.copyOf(more);
    idle.add(worker);
  }

  /** How many workers it should have. */
  int size() {
    return size;
  }

  /** Whether a worker is idle. */
  boolean hasIdle() {
    return !idle.isEmpty();
  }

  /** An idle worker, which is none any more. */
  Worker take() {
    return idle.remove();
  }

  /** A worker has come back. */
  void returned(Worker worker) {
    doneNanos.addAndGet(worker.attempt().nanos);
    hung.remove(worker);
    if (closed) {
      return;
    }
    if (worker.replaced) {
      worker.close();
    } else {
      idle.add(worker);
    }
  }

  /**
   * Replaces workers that have not returned for too long.
   *
   * @param before those that began before this time, in milliseconds, and whose answer nobody
   *     awaits
   * @return how many were replaced
   */
  int replaceHung(long before) {
    int replaced = 0;
    for (Worker worker : workers) {
      boolean isHung = worker.batch == null && !idle.contains(worker) && worker.begun <= before;
      if (isHung && hung.size() < HUNG_PER_WORKER * size) {
        LOG.warn("{}: a worker does not return from the model; another one takes its place", name);
        worker.replaced = true;
        hung.add(worker);
        workers = workers.stream().filter(other -> other != worker).toList();
        hire();
        replaced++;
      }
    }
    return replaced;
  }

  /** Whether the answer of a worker that has not returned is no longer awaited. */
  boolean hasOverdue() {
    return workers.stream().anyMatch(worker -> worker.batch == null && !idle.contains(worker));
  }

  /** Nanoseconds that the workers have been busy, up to this time of the clock; for any thread. */
  long busyNanos(long now) {
    long nanos = doneNanos.get();
    for (Worker worker : workers) {
      nanos += worker.runningNanos(now);
    }
    return nanos;
  }

  /** Ends all workers, each after what it is doing. */
  void close() {
    closed = true;
    workers.forEach(Worker::close);
    hung.forEach(Worker::close);
  }

  /** Waits until the workers have opened their scorers; those that take longer follow later. */
  void awaitOpen(Duration patience) {
    await(Worker::awaitOpen, patience, "still loads the model");
  }

  /** Waits for the workers to end; one that hangs in the model is left behind. */
  void awaitEnd(Duration patience) {
    await(Worker::awaitEnd, patience, "is still in the model, and left behind");
  }

  private interface Wait {
    boolean on(Worker worker, Duration patience) throws InterruptedException;
  }

  /** Waits for all within one patience. */
  private void await(Wait wait, Duration patience, String otherwise) {
    long end = clock.relativeTimeNanos() + patience.toNanos();
    try {
      for (Worker worker : workers) {
        if (!wait.on(worker, Duration.ofNanos(Math.max(0, end - clock.relativeTimeNanos())))) {
          LOG.warn("{}: a worker {}", name, otherwise);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
