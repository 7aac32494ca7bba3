package io.vigia.jobs.scoring;

import io.vigia.engine.model.DetectorException;
import io.vigia.engine.spec.SpecException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a detector's model into use. A folder that is refused ends the task: it would be refused
 * again, and somebody has to mend it. A model that cannot be loaded for another reason, such as a
 * lack of memory, must not: what is below it on the ladder answers, and it is tried again beside
 * the task, after ten seconds first and less and less often.
 */
public final class ModelLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
  private static final long FIRST_WAIT = 10_000;
  private static final long LONGEST_WAIT = 300_000;

  private final ModelSource source;
  private final ScoringOptions options;
  private final BatchScorer scorer;
  private final MailboxExecutor mailbox;
  private final ProcessingTimeService time;
  private ExecutorService thread;
  private long wait = FIRST_WAIT;

  /**
   * A loader.
   *
   * @param source the model
   * @param scorer what uses it
   */
  public ModelLoader(
      ModelSource source,
      ScoringOptions options,
      BatchScorer scorer,
      MailboxExecutor mailbox,
      ProcessingTimeService time) {
    this.source = source;
    this.options = options;
    this.scorer = scorer;
    this.mailbox = mailbox;
    this.time = time;
  }

  /**
   * Loads the model, or sees to it that it is loaded later.
   *
   * @throws DetectorException when the folder is refused
   */
  public void start() throws Exception {
    try {
      scorer.swap(scorer.open(source));
    } catch (DetectorException | SpecException e) {
      throw e;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      if (!options.hasBudget()) {
        throw e;
      }
      scorer.swap(ActiveModel.withoutModel(source, options));
      later(e);
    }
  }

  private void later(Throwable why) {
    LOG.warn("the model cannot be loaded; tried again in {} ms", wait, why);
    time.registerTimer(time.getCurrentProcessingTime() + wait, now -> again());
    wait = Math.min(LONGEST_WAIT, 2 * wait);
  }

  private void again() {
    if (scorer.active().hasModel()) {
      return;
    }
    if (thread == null) {
      thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread made = new Thread(work, "load-model");
                made.setDaemon(true);
                return made;
              });
    }
    thread.execute(this::load);
  }

  /** On the own thread. */
  private void load() {
    try {
      ActiveModel loaded = scorer.open(source);
      if (!mail(() -> use(loaded))) {
        loaded.close();
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      mail(() -> later(e));
    }
  }

  private boolean mail(ThrowingRunnable<Exception> what) {
    try {
      mailbox.execute(what, "a model that was tried again");
      return true;
    } catch (RejectedExecutionException e) {
      // The task has ended.
      return false;
    }
  }

  private void use(ActiveModel loaded) throws Exception {
    if (scorer.active().hasModel()) {
      loaded.close();
    } else {
      LOG.info("the model is loaded");
      scorer.swap(loaded);
    }
  }

  /** Ends the trying. */
  public void close() {
    if (thread != null) {
      thread.shutdown();
    }
  }
}
