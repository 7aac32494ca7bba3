package io.vigia.jobs.scoring;

import io.vigia.engine.row.Row;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers rows into batches, has them scored and hands them on in their order. All methods are for
 * the thread of the task, but {@link #open}.
 *
 * <p>Work-conserving: rows are gathered as long as the input has more of them, up to the limit of
 * the batch, and go to the model the moment the input runs dry. Whether it did is asked by a mail
 * to the own mailbox, which gets its turn between two rows: when no row came since its last turn,
 * there was none. While batches fill up by themselves, a timer looks instead, which costs nothing a
 * row and is late by a millisecond once, when the input stops.
 *
 * <p>A light model runs inline, a heavy one on workers ({@link Placement}). While all workers are
 * busy rows are gathered; when the batch is full then, the task waits, and the input with it. So
 * there is never more under way than a full batch and two for each worker.
 *
 * <p>Batches are handed on in the order in which they were gathered, a watermark behind the rows
 * before it. A batch that has no answer within the budget gets that of the next rung of the {@link
 * Ladder}; the late one is thrown away.
 */
public final class BatchScorer {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScorer.class);

  /** How long a batch waits for more rows while the input seems busy, in milliseconds. */
  private static final long LINGER = 1;

  /** Budgets after which a worker that has not returned is replaced. */
  private static final int HUNG_AFTER = 10;

  private static final int IN_FLIGHT_PER_WORKER = 2;

  /** Where rows go. */
  public interface Output {
    /** The next row, with its answer. */
    void row(Row row, long timestamp);

    /** A watermark behind the rows before it. */
    void watermark(Watermark mark) throws Exception;
  }

  private final ScoringOptions options;
  private final int workers;
  private final int firstFeature;
  private final int width;
  private final String name;
  private final long budget;
  private final MailboxExecutor mailbox;
  private final ProcessingTimeService time;
  private final Clock clock;
  private final Output output;
  private final Ladder ladder;
  private final Attempt inlineAttempt;
  private final ScoringMetrics metrics;
  private final Deque<Batch> inFlight = new ArrayDeque<>();
  private final Deque<Batch> spare = new ArrayDeque<>();

  private ActiveModel active;
  private Challenger challenger;
  private Batch gathering;
  private long arrivals;
  private long arrivalsAtLook;
  // Whether a look or a timer will come for the rows that are gathered.
  private boolean isAwaited;
  // Whether the last batch was full before the input ran dry.
  private boolean isBusy;
  // Whether the rows gathered are due, and nobody is there to score them.
  private boolean isBlocked;
  private boolean isWatched;

  /**
   * A scorer without a model.
   *
   * @param name how its threads are called
   * @param workers threads beside that of the task
   * @param firstFeature index of the first feature among the values of a row
   * @param width number of features
   */
  public BatchScorer(
      String name,
      ScoringOptions options,
      int workers,
      int firstFeature,
      int width,
      MailboxExecutor mailbox,
      ProcessingTimeService time,
      Output output) {
    this.name = name;
    this.options = options;
    this.workers = workers;
    this.firstFeature = firstFeature;
    this.width = width;
    this.budget = options.latencyBudget().toMillis();
    this.mailbox = mailbox;
    this.time = time;
    this.clock = time.getClock();
    this.output = output;
    this.ladder = new Ladder(options.batchSize());
    this.inlineAttempt = new Attempt(options.batchSize());
    this.metrics = new ScoringMetrics(this, ladder.counts(), clock);
    this.gathering = new Batch(options.batchSize(), firstFeature);
    this.active = ActiveModel.none(options);
  }

  /** What it measures. */
  public ScoringMetrics metrics() {
    return metrics;
  }

  /** The model in use. */
  public ActiveModel active() {
    return active;
  }

  /**
   * Loads a model and opens its scorers, to be swapped in; on any thread.
   *
   * @throws RuntimeException when it cannot be loaded
   */
  public ActiveModel open(ModelSource source) {
    return ActiveModel.open(
        source,
        options,
        workers == 0
            ? null
            : scorers -> new WorkerPool(name, workers, options.batchSize(), scorers, clock));
  }

  /**
   * Goes over to another model between two batches: the rows that came before have their answers
   * from the old one, which is closed.
   */
  public void swap(ActiveModel next) throws Exception {
    drain();
    ActiveModel old = active;
    active = next;
    metrics.show(next, old);
    old.close();
  }

  /**
   * Opens a model that is to score beside the active one; on any thread.
   *
   * @param keyIndex index of the key that labels come by; -1 where none come
   * @throws RuntimeException when it cannot be opened
   */
  public Challenger openChallenger(
      ModelSource source, int keyIndex, Challenger.Comparing comparing) {
    return new Challenger(source.load().newScorer(options.batchSize()), keyIndex, clock, comparing);
  }

  /** Has a model score beside the active one from now on; {@code null} for none. */
  public void challenge(Challenger next) {
    if (challenger != null) {
      challenger.close();
    }
    challenger = next;
  }

  /** Takes a row, and has it scored sooner or later; waits while there is too much under way. */
  public void add(Row row, long timestamp) throws Exception {
    Batch batch = gathering;
    if (batch.size == 0) {
      batch.arrived = time.getCurrentProcessingTime();
    }
    batch.add(row, timestamp);
    arrivals++;
    if (batch.size >= active.limit().rows()) {
      releaseFull();
    } else if (!isAwaited && !isBlocked) {
      // The row before this one: the first look comes before the input was asked for another row.
      arrivalsAtLook = arrivals - 1;
      await();
    }
  }

  /** Hands a watermark on behind the rows that came before it. */
  public void watermark(Watermark mark) throws Exception {
    if (gathering.size > 0) {
      gathering.watermark = mark;
    } else if (!inFlight.isEmpty()) {
      inFlight.getLast().watermark = mark;
    } else {
      output.watermark(mark);
    }
  }

  /** Waits until every row has been handed on. */
  public void drain() throws Exception {
    release();
    while (gathering.size > 0 || !inFlight.isEmpty()) {
      mailbox.yield();
    }
  }

  /** Ends the workers. Rows that were not handed on are gone: the job reads them again. */
  public void close() {
    challenge(null);
    active.close();
    active.awaitEnd();
  }

  private void await() {
    isAwaited = true;
    if (isBusy) {
      time.registerTimer(gathering.arrived + LINGER, this::lingered);
    } else {
      mailbox.execute(this::look, "score when the input is dry");
    }
  }

  /** Releases when no row came since the last look, else looks again after the next one. */
  private void look() throws Exception {
    if (gathering.size > 0 && (isBusy || arrivals != arrivalsAtLook)) {
      arrivalsAtLook = arrivals;
      await();
      return;
    }
    isAwaited = false;
    release();
  }

  private void lingered(long now) throws Exception {
    isAwaited = false;
    if (gathering.size > 0 && now < gathering.arrived + LINGER) {
      await();
    } else if (gathering.size > 0) {
      isBusy = false;
      release();
    }
  }

  private void releaseFull() throws Exception {
    isBusy = true;
    release();
    while (gathering.size >= active.limit().rows()) {
      mailbox.yield();
    }
  }

  /** Has the rows scored that were gathered, where somebody is there to do it. */
  private void release() throws Exception {
    isBlocked = false;
    Batch batch = gathering;
    if (batch.size == 0) {
      return;
    }
    if (!isModelAsked()) {
      if (inFlight.size() < mostInFlight()) {
        skip(batch);
      } else {
        block();
      }
    } else if (active.placement().isInline()) {
      if (inFlight.isEmpty()) {
        scoreInline(batch);
      } else {
        block();
      }
    } else if (inFlight.size() < mostInFlight() && active.pool().hasIdle()) {
      submit(batch);
    } else {
      block();
    }
  }

  private boolean isModelAsked() {
    return active.hasModel()
        && (budget == 0
            || active.breaker().state() == CircuitBreaker.State.CLOSED
            || active.breaker().admits(time.getCurrentProcessingTime()));
  }

  private int mostInFlight() {
    return IN_FLIGHT_PER_WORKER * Math.max(1, workers);
  }

  private void block() {
    isBlocked = true;
    watch();
  }

  private void scoreInline(Batch batch) throws Exception {
    active.breaker().asked();
    inlineAttempt.run(active.scorer(), batch, batch.size, clock);
    learn(inlineAttempt);
    judge(inlineAttempt);
    if (budget > 0 && inlineAttempt.nanos > budget * 1_000_000) {
      metrics.missed(batch.size);
    }
    ladder.answer(batch, inlineAttempt, active);
    emit(batch);
    batch.clear();
  }

  private void submit(Batch batch) {
    active.breaker().asked();
    Worker worker = active.pool().take();
    batch.worker = worker;
    inFlight.add(batch);
    renew();
    worker.start(batch, width, time.getCurrentProcessingTime(), this::report);
    watch();
  }

  /** On the thread of the worker. */
  private void report(Worker worker) {
    try {
      mailbox.execute(() -> returned(worker), "rows scored by a worker");
    } catch (RejectedExecutionException e) {
      // The task has ended; whoever restarts it reads the rows again.
      LOG.debug("{}: scores came after the end of the task", name);
    }
  }

  private void returned(Worker worker) throws Exception {
    Attempt attempt = worker.attempt();
    Batch batch = worker.batch;
    worker.batch = null;
    worker.pool().returned(worker);
    if (worker.pool() == active.pool()) {
      learn(attempt);
    }
    if (batch == null) {
      metrics.late(attempt.rows);
    } else {
      judge(attempt);
      ladder.answer(batch, attempt, active);
      batch.answered = true;
      emitAnswered();
    }
    if (isBlocked) {
      release();
    }
  }

  /** Times of attempts that failed say nothing: they are those of single rows. */
  private void learn(Attempt attempt) {
    metrics.ran(attempt);
    if (attempt.failure == null) {
      active.limit().measured(attempt.rows, attempt.nanos);
      active.placement().measured(attempt.rows, attempt.nanos);
    }
  }

  private void judge(Attempt attempt) {
    if (attempt.failure != null) {
      metrics.failed(attempt);
    }
    if (attempt.isFailure()) {
      active.breaker().failed(time.getCurrentProcessingTime());
    } else {
      active.breaker().answered();
    }
  }

  /** Answers the rows gathered without the model. */
  private void skip(Batch batch) throws Exception {
    ladder.answerWithoutModel(batch, active);
    if (inFlight.isEmpty()) {
      emit(batch);
      batch.clear();
    } else {
      batch.answered = true;
      inFlight.add(batch);
      renew();
    }
  }

  private void renew() {
    Batch next = spare.poll();
    gathering = next == null ? new Batch(options.batchSize(), firstFeature) : next;
  }

  private void emitAnswered() throws Exception {
    while (!inFlight.isEmpty() && inFlight.getFirst().answered) {
      Batch batch = inFlight.remove();
      emit(batch);
      batch.clear();
      spare.add(batch);
    }
  }

  private void emit(Batch batch) throws Exception {
    // Rows that were handed on are somebody else's.
    Challenger beside = challenger;
    if (beside != null) {
      beside.take(batch);
    }
    for (int i = 0; i < batch.size; i++) {
      output.row(batch.rows[i], batch.timestamps[i]);
    }
    if (batch.watermark != null) {
      output.watermark(batch.watermark);
    }
    if (beside != null) {
      beside.compare();
    }
  }

  /** Sees to it that somebody looks when the budget of a row is spent; one timer at a time. */
  private void watch() {
    if (budget == 0 || isWatched) {
      return;
    }
    long now = time.getCurrentProcessingTime();
    long due = isBlocked ? gathering.arrived + budget : now + budget;
    for (Batch batch : inFlight) {
      if (!batch.answered) {
        due = Math.min(due, batch.arrived + budget);
        break;
      }
    }
    isWatched = true;
    time.registerTimer(Math.max(due, now + 1), this::overdue);
  }

  private void overdue(long now) throws Exception {
    isWatched = false;
    boolean isMissed = false;
    for (Batch batch : inFlight) {
      if (!batch.answered && batch.arrived + budget <= now) {
        batch.worker.batch = null;
        batch.worker = null;
        isMissed = true;
        metrics.missed(batch.size);
        ladder.answerWithoutModel(batch, active);
        batch.answered = true;
      }
    }
    emitAnswered();
    if (isBlocked && gathering.arrived + budget <= now) {
      isBlocked = false;
      isMissed = true;
      metrics.missed(gathering.size);
      skip(gathering);
    }
    if (isMissed) {
      // Once, however many batches: a pause of the machine hits all that are under way.
      active.breaker().failed(now);
    }
    WorkerPool pool = active.pool();
    if (pool != null) {
      metrics.hung(pool.replaceHung(now - HUNG_AFTER * budget));
    }
    if (isBlocked) {
      release();
    }
    if (isBlocked || !inFlight.isEmpty() || (pool != null && pool.hasOverdue())) {
      watch();
    }
  }

  /** Batches that are under way and not handed on. */
  int inFlight() {
    return inFlight.size();
  }
}
