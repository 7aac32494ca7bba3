package io.vigia.jobs.testing;

import io.vigia.engine.score.Model;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The {@link AmountModel} in the hands of a test: it stays in a batch as long as the test holds an
 * amount in it, and fails, also when it is loaded, as long as the test says so. The rung below
 * scores {@link #FALLBACK_SCORE}.
 */
public final class HeldModel implements ModelSource {
  private static final long serialVersionUID = 1L;

  /** What the rung below says of every event. */
  public static final double FALLBACK_SCORE = 0.25;

  private static final int WIDTH = 5;
  private static final Map<String, Controls> CONTROLS = new ConcurrentHashMap<>();

  // The copies of the model in tasks find the test's hands by it.
  private final String id = UUID.randomUUID().toString();
  private final boolean hasFallback;

  /** What a test does with the model. */
  private static final class Controls {
    final Map<Double, CountDownLatch> held = new ConcurrentHashMap<>();
    final Map<Double, CountDownLatch> entered = new ConcurrentHashMap<>();
    final AtomicInteger open = new AtomicInteger();
    volatile Error loadError;
    volatile Runnable onRun = () -> {};
  }

  /** A model with a rung below it. */
  public HeldModel() {
    this(true);
  }

  /** A model. */
  public HeldModel(boolean hasFallback) {
    this.hasFallback = hasFallback;
    CONTROLS.put(id, new Controls());
  }

  private Controls controls() {
    return CONTROLS.get(id);
  }

  /** Batches with this amount stay in the model from now on. */
  public void hold(double amount) {
    controls().held.put(amount, new CountDownLatch(1));
    controls().entered.put(amount, new CountDownLatch(1));
  }

  /** Waits until a batch with a held amount is in the model. */
  public void awaitEntered(double amount) throws InterruptedException {
    if (!controls().entered.get(amount).await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("no batch with " + amount + " came to the model");
    }
  }

  /** Lets batches with this amount go. */
  public void release(double amount) {
    controls().held.remove(amount).countDown();
  }

  /** Happens whenever the model is asked, on the thread that asks: it may throw. */
  public void onRun(Runnable what) {
    controls().onRun = what;
  }

  /** Loading throws this from now on; {@code null}: it succeeds. */
  public void failLoad(Error error) {
    controls().loadError = error;
  }

  /** Scorers that were opened and not closed. */
  public int open() {
    return controls().open.get();
  }

  @Override
  public Loaded load() {
    if (controls().loadError != null) {
      throw controls().loadError;
    }
    Loaded model = new AmountModel(WIDTH, 0.5).load();
    return new Loaded(
        model.tier(),
        model.admission(),
        model.threshold(),
        model.ref(),
        model.usual(),
        capacity -> new HeldScorer(controls(), model.newScorer(capacity)));
  }

  @Override
  public Optional<Model> fallback() {
    return hasFallback
        ? Optional.of(
            new Loaded(
                Tier.PCA,
                Optional.empty(),
                0.5,
                new ModelRef("amount", "1", "1".repeat(64)),
                new double[WIDTH],
                FixedScorer::new))
        : Optional.empty();
  }

  private static final class HeldScorer implements Scorer {
    private final Controls controls;
    private final Scorer scorer;
    private final double[] amounts;
    private volatile boolean running;

    HeldScorer(Controls controls, Scorer scorer) {
      this.controls = controls;
      this.scorer = scorer;
      this.amounts = new double[scorer.capacity()];
      controls.open.incrementAndGet();
    }

    @Override
    public int width() {
      return scorer.width();
    }

    @Override
    public int capacity() {
      return scorer.capacity();
    }

    @Override
    public void put(int row, double[] values, int from) {
      amounts[row] = values[from];
      scorer.put(row, values, from);
    }

    @Override
    public void run(int rows) {
      running = true;
      try {
        controls.onRun.run();
        for (int i = 0; i < rows; i++) {
          await(amounts[i]);
        }
        scorer.run(rows);
      } finally {
        running = false;
      }
    }

    private void await(double amount) {
      CountDownLatch latch = controls.held.get(amount);
      if (latch == null) {
        return;
      }
      controls.entered.get(amount).countDown();
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ScoringException("interrupted", e);
      }
    }

    @Override
    public double score(int row) {
      return scorer.score(row);
    }

    @Override
    public void close() {
      if (running) {
        throw new AssertionError("closed while it runs");
      }
      controls.open.decrementAndGet();
      scorer.close();
    }
  }

  private static final class FixedScorer implements Scorer {
    private final int capacity;

    FixedScorer(int capacity) {
      this.capacity = capacity;
    }

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public int capacity() {
      return capacity;
    }

    @Override
    public void put(int row, double[] values, int from) {}

    @Override
    public void run(int rows) {}

    @Override
    public double score(int row) {
      return FALLBACK_SCORE;
    }

    @Override
    public void close() {}
  }
}
