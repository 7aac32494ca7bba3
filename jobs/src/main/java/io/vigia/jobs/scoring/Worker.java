package io.vigia.jobs.scoring;

import io.vigia.engine.score.Scorer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.util.clock.Clock;

/**
 * A thread with a scorer of its own. It works on a copy of the inputs and never sees a row: where
 * its answer comes too late, the rows have long gone on. The thread that scores closes the scorer,
 * so that a native session is never closed under a running call.
 */
final class Worker {
  /** What it is working on; {@code null} while idle, and when its answer is no longer awaited. */
  Batch batch;

  /** When it began, in milliseconds of the task's clock. */
  long begun;

  /** Whether another one has taken its place. */
  boolean replaced;

  private final WorkerPool pool;
  private final Clock clock;
  private final Attempt attempt;
  private final ExecutorService thread;
  private final Supplier<Scorer> scorers;
  private final CountDownLatch opened = new CountDownLatch(1);

  // Of its thread; the task looks at them between two attempts.
  private Scorer scorer;
  private double[] inputs = new double[0];
  private Error error;

  private volatile long runningSince;
  private volatile boolean running;

  /**
   * A worker, which opens its scorer on its thread.
   *
   * @param pool where it belongs
   * @param name how its thread is called
   * @param scorers opens a scorer
   */
  Worker(WorkerPool pool, String name, Supplier<Scorer> scorers, int capacity, Clock clock) {
    this.pool = pool;
    this.clock = clock;
    this.scorers = scorers;
    this.attempt = new Attempt(capacity);
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    thread.execute(this::open);
  }

  private void open() {
    try {
      scorer = scorers.get();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // The first batch tries again, and fails where this did not pass.
      scorer = null;
    } finally {
      opened.countDown();
    }
  }

  /** Waits until it has opened its scorer, or failed to. */
  boolean awaitOpen(Duration patience) throws InterruptedException {
    return opened.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Gives it a batch.
   *
   * @param width inputs of a row
   * @param now milliseconds of the task's clock
   * @param done told on the worker's thread when the attempt is over
   */
  void start(Batch given, int width, long now, Consumer<Worker> done) {
    batch = given;
    begun = now;
    int rows = given.size;
    if (inputs.length < rows * width) {
      inputs = new double[rows * width];
    }
    given.copyInputs(width, inputs);
    runningSince = clock.relativeTimeNanos();
    running = true;
    thread.execute(() -> run(rows, width, done));
  }

  private void run(int rows, int width, Consumer<Worker> done) {
    try {
      if (scorer == null) {
        scorer = scorers.get();
      }
      attempt.run(scorer, (row, into, place) -> into.put(place, inputs, row * width), rows, clock);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      attempt.fail(rows, e);
    } catch (Error e) {
      error = e;
    }
    running = false;
    done.accept(this);
  }

  /**
   * What came of the attempt, on the thread of the task.
   *
   * @throws Error one that is no failure of a model
   */
  Attempt attempt() {
    if (error != null) {
      throw error;
    }
    return attempt;
  }

  /** Where it belongs. */
  WorkerPool pool() {
    return pool;
  }

  /** Nanoseconds of the attempt under way, 0 while idle; for any thread. */
  long runningNanos(long now) {
    return running ? Math.max(0, now - runningSince) : 0;
  }

  /** Ends the thread after what it is doing, and closes its scorer then. */
  void close() {
    thread.execute(
        () -> {
          if (scorer != null) {
            scorer.close();
          }
        });
    thread.shutdown();
  }

  /** Whether it ends within a time. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
