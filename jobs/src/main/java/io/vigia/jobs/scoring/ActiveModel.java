package io.vigia.jobs.scoring;

import io.vigia.engine.score.Model;
import io.vigia.engine.score.Scorer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model in use, or about to be: its open scorers, the rung below it, and what is learned of it
 * while it runs. Made on any thread, used and closed by that of the task.
 */
public final class ActiveModel {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ModelSource.Loaded model;
  private final Scorer scorer;
  private final WorkerPool pool;
  private final Model fallback;
  private final Scorer fallbackScorer;
  private final BatchLimit limit;
  private final Placement placement;
  private final CircuitBreaker breaker = new CircuitBreaker();

  private ActiveModel(
      ModelSource.Loaded model,
      Scorer scorer,
      WorkerPool pool,
      Model fallback,
      ScoringOptions options) {
    this.model = model;
    this.scorer = scorer;
    this.pool = pool;
    this.fallback = fallback;
    this.fallbackScorer = fallback == null ? null : fallback.newScorer(options.batchSize());
    this.limit = new BatchLimit(options.batchSize(), options.latencyTarget().toNanos());
    this.placement =
        new Placement(pool != null, options.batchSize(), options.latencyTarget().toNanos());
  }

  /** Of a detector that has none: only rules answer. */
  static ActiveModel none(ScoringOptions options) {
    return new ActiveModel(null, null, null, null, options);
  }

  /** Of a detector whose model cannot be had: what answers without it. */
  static ActiveModel withoutModel(ModelSource source, ScoringOptions options) {
    return new ActiveModel(null, null, null, source.fallback().orElse(null), options);
  }

  /**
   * Loads a model and opens its scorers, which may take seconds.
   *
   * @param makePool makes its workers; {@code null} for none
   */
  static ActiveModel open(ModelSource source, ScoringOptions options, PoolMaker makePool) {
    ModelSource.Loaded loaded = source.load();
    Model fallback = options.hasBudget() ? source.fallback().orElse(null) : null;
    Scorer inline = loaded.newScorer(options.batchSize());
    WorkerPool pool = null;
    if (makePool != null) {
      pool = makePool.make(() -> loaded.newScorer(options.batchSize()));
      pool.awaitOpen(PATIENCE);
    }
    return new ActiveModel(loaded, inline, pool, fallback, options);
  }

  /** Makes the workers of a model. */
  interface PoolMaker {
    WorkerPool make(Supplier<Scorer> scorers);
  }

  /** The model; empty while there is none. */
  public Optional<ModelSource.Loaded> model() {
    return Optional.ofNullable(model);
  }

  boolean hasModel() {
    return model != null;
  }

  Model answering() {
    return model;
  }

  /** The scorer of the task's thread. */
  Scorer scorer() {
    return scorer;
  }

  /** Its workers; {@code null} for none. */
  WorkerPool pool() {
    return pool;
  }

  /** The rung below; {@code null} for none. */
  Model fallback() {
    return fallback;
  }

  Scorer fallbackScorer() {
    return fallbackScorer;
  }

  BatchLimit limit() {
    return limit;
  }

  Placement placement() {
    return placement;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /** Ends its workers, each after what it is doing, and closes its scorers. */
  public void close() {
    if (pool != null) {
      pool.close();
    }
    if (scorer != null) {
      scorer.close();
    }
    if (fallbackScorer != null) {
      fallbackScorer.close();
    }
  }

  /** Waits for the workers of a closed model to end. */
  void awaitEnd() {
    if (pool != null) {
      pool.awaitEnd(PATIENCE);
    }
  }
}
