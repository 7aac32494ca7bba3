package io.vigia.jobs.control;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.scoring.ActiveModel;
import io.vigia.jobs.scoring.BatchScorer;
import io.vigia.jobs.scoring.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the models of a subtask follow orders. A model is opened beside the task; until it is ready
 * the old one answers, then they change between two batches. What decides behind is told of an
 * order in that moment, so that threshold and rules change with the model.
 *
 * <p>Orders carry the whole state that they ask for: of several that come while a model is opened
 * only the last one has to be followed.
 */
public final class ModelChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelChanges.class);

  /** Who is told. */
  public interface Listener {
    /** What holds from this place of the stream on. */
    void holds(ControlState state);

    /**
     * What became of an order.
     *
     * @param value {@link Acknowledgement#APPLIED} or {@link Acknowledgement#FAILED}
     * @param order the order
     * @param reason in words
     */
    void acknowledge(String value, ControlOrder order, String reason);

    /** This subtask cannot open the model that all are to go over to. */
    void cannotOpen(String sha256, ControlState asked, String reason);
  }

  private final JobModels models;
  private final BatchScorer scorer;
  private final MailboxExecutor mailbox;
  private final Listener listener;
  private final Map<String, DetectorFiles> folders = new TreeMap<>();
  private final List<ControlOrder> open = new ArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "change-model");
            made.setDaemon(true);
            return made;
          });

  private ControlState asked;
  private Optional<Serving> running;
  private boolean isOpening;

  /**
   * For a subtask that scores by the job's own model.
   *
   * @param models the models of the job
   * @param scorer what uses them
   */
  public ModelChanges(
      JobModels models, BatchScorer scorer, MailboxExecutor mailbox, Listener listener) {
    this.models = models;
    this.scorer = scorer;
    this.mailbox = mailbox;
    this.listener = listener;
    this.asked = models.initial();
    this.running = asked.active();
  }

  /** Follows an order; of a reminder after a restart, before it returns. */
  public void follow(ControlOrder order) throws Exception {
    asked = order.state();
    folders.putAll(order.folders());
    folders.keySet().removeIf(sha256 -> asked.known(sha256).isEmpty());
    if (!order.isReminder()) {
      open.add(order);
      follow();
    } else if (isRunning()) {
      settle();
    } else {
      String sha256 = wanted();
      try {
        opened(sha256, scorer.open(source(sha256)));
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        failed(sha256, e);
      }
    }
  }

  private void follow() throws Exception {
    if (isOpening) {
      return;
    }
    if (isRunning()) {
      settle();
      return;
    }
    isOpening = true;
    String sha256 = wanted();
    ModelSource source = source(sha256);
    thread.execute(() -> open(sha256, source));
  }

  private boolean isRunning() {
    return asked.active().map(Serving::model).equals(running.map(Serving::model));
  }

  private String wanted() {
    return asked.active().orElseThrow().model();
  }

  private ModelSource source(String sha256) {
    return models.isOwn(sha256) ? models.own().orElseThrow() : models.of(folders.get(sha256));
  }

  /** On the own thread. */
  private void open(String sha256, ModelSource source) {
    try {
      ActiveModel opened = scorer.open(source);
      if (!mail(() -> opened(sha256, opened))) {
        opened.close();
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      mail(() -> failed(sha256, e));
    }
  }

  private boolean mail(ThrowingRunnable<Exception> what) {
    try {
      mailbox.execute(what, "a model to change to");
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("the task has ended");
      return false;
    }
  }

  private void opened(String sha256, ActiveModel model) throws Exception {
    isOpening = false;
    if (wanted().equals(sha256)) {
      scorer.swap(model);
      running = asked.active();
      settle();
    } else {
      model.close();
      follow();
    }
  }

  /** The model that is asked for answers: the rest of the state holds too. */
  private void settle() throws Exception {
    scorer.drain();
    running = asked.active();
    listener.holds(asked);
    open.forEach(order -> listener.acknowledge(Acknowledgement.APPLIED, order, ""));
    open.clear();
  }

  private void failed(String sha256, Throwable why) throws Exception {
    isOpening = false;
    if (!wanted().equals(sha256)) {
      follow();
      return;
    }
    LOG.warn("model {} cannot be opened; the old one goes on", sha256, why);
    scorer.drain();
    listener.holds(asked.answeredBy(running));
    String reason = "model " + sha256 + " cannot be opened here: " + why;
    open.forEach(order -> listener.acknowledge(Acknowledgement.FAILED, order, reason));
    open.clear();
    listener.cannotOpen(sha256, asked, reason);
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
