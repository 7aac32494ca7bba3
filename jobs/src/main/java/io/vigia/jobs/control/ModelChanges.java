package io.vigia.jobs.control;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.scoring.ActiveModel;
import io.vigia.jobs.scoring.BatchScorer;
import io.vigia.jobs.scoring.Challenger;
import io.vigia.jobs.scoring.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.BiConsumerWithException;
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

  private final int keyIndex;
  private final Challenger.Comparing comparing;
  private ControlState asked;
  private Optional<Serving> running;
  private Optional<String> beside = Optional.empty();
  private boolean isOpening;

  /**
   * For a subtask that scores by the job's own model.
   *
   * @param models the models of the job
   * @param scorer what uses them
   * @param keyIndex index of the key that labels come by; -1 where none come
   * @param comparing is told what a challenger says
   */
  public ModelChanges(
      JobModels models,
      BatchScorer scorer,
      MailboxExecutor mailbox,
      Listener listener,
      int keyIndex,
      Challenger.Comparing comparing) {
    this.keyIndex = keyIndex;
    this.comparing = comparing;
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
    if (order.isReminder()) {
      remind();
    } else {
      open.add(order);
      follow();
    }
  }

  /** No row is scored by another model than before the restart. */
  private void remind() throws Exception {
    String sha256 = "";
    try {
      if (!isRunning()) {
        sha256 = asked.active().orElseThrow().model();
        scorer.swap(scorer.open(source(sha256)));
        running = asked.active();
      }
      if (asked.challenger().isPresent()) {
        sha256 = asked.challenger().get().model();
        scorer.challenge(scorer.openChallenger(source(sha256), keyIndex, comparing));
        beside = Optional.of(sha256);
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      failed(sha256, e);
      return;
    }
    settle();
  }

  private void follow() throws Exception {
    if (isOpening) {
      return;
    }
    if (!isRunning()) {
      String sha256 = asked.active().orElseThrow().model();
      ModelSource source = source(sha256);
      open(sha256, () -> scorer.open(source), this::opened, ActiveModel::close);
      return;
    }
    if (asked.challenger().isEmpty()) {
      endShadow();
    } else if (!asked.challenger().map(Challenge::model).equals(beside)) {
      // Threshold and rules do not wait for it.
      hold(asked.withChallenger(Optional.empty()));
      String sha256 = asked.challenger().get().model();
      ModelSource source = source(sha256);
      open(
          sha256,
          () -> scorer.openChallenger(source, keyIndex, comparing),
          this::openedBeside,
          Challenger::close);
      return;
    }
    settle();
  }

  private void endShadow() {
    scorer.challenge(null);
    beside = Optional.empty();
  }

  private boolean isRunning() {
    return asked.active().map(Serving::model).equals(running.map(Serving::model));
  }

  private ModelSource source(String sha256) {
    return models.isOwn(sha256) ? models.own().orElseThrow() : models.of(folders.get(sha256));
  }

  private <M> void open(
      String sha256,
      Supplier<M> opener,
      BiConsumerWithException<String, M, Exception> use,
      Consumer<M> close) {
    isOpening = true;
    thread.execute(
        () -> {
          try {
            M opened = opener.get();
            if (!mail(() -> use.accept(sha256, opened))) {
              close.accept(opened);
            }
          } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            mail(() -> failed(sha256, e));
          }
        });
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
    if (isAsked(sha256)) {
      scorer.swap(model);
      running = asked.active();
    } else {
      model.close();
    }
    follow();
  }

  private void openedBeside(String sha256, Challenger model) throws Exception {
    isOpening = false;
    if (asked.isChallenger(sha256)) {
      scorer.challenge(model);
      beside = Optional.of(sha256);
    } else {
      model.close();
    }
    follow();
  }

  private boolean isAsked(String sha256) {
    return asked.active().filter(serving -> serving.model().equals(sha256)).isPresent();
  }

  /** The models that are asked for are there: the rest of the state holds too. */
  private void settle() throws Exception {
    running = asked.active();
    hold(asked);
    open.forEach(order -> listener.acknowledge(Acknowledgement.APPLIED, order, ""));
    open.clear();
  }

  /** Tells what holds, behind the rows that came before. */
  private void hold(ControlState state) throws Exception {
    scorer.drain();
    listener.holds(state);
  }

  private void failed(String sha256, Throwable why) throws Exception {
    isOpening = false;
    if (!isAsked(sha256) && !asked.isChallenger(sha256)) {
      follow();
      return;
    }
    LOG.warn("model {} cannot be opened; the old one goes on", sha256, why);
    endShadow();
    hold(asked.answeredBy(running).withChallenger(Optional.empty()));
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
