package io.vigia.jobs.operators;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.row.Row;
import io.vigia.jobs.control.Acknowledgement;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.control.ModelChanges;
import io.vigia.jobs.control.OwnCommands;
import io.vigia.jobs.control.Shadow;
import io.vigia.jobs.scoring.BatchScorer;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import io.vigia.schemas.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.OutputTag;

/**
 * Has a subtask of {@link ScoreOperator} follow orders: changes its models, tells the operator
 * behind what holds, acknowledges, and asks for a model to be rolled back that does not answer.
 */
final class OrderFollower implements ModelChanges.Listener {
  /** What the job orders itself, for the control topic. */
  static final OutputTag<ControlCommand> COMMANDS =
      new OutputTag<>("commands", Types.avro(ControlCommand.class));

  /** What subtasks counted of a comparison, for the judge. */
  static final OutputTag<MetricSample> COMPARISONS =
      new OutputTag<>("comparisons", Types.avro(MetricSample.class));

  /** Events that are looked at together, at least. */
  static final int WATCHED_EVENTS = 1_000;

  /** For so long they are looked at, at least: a model that was just opened may hesitate. */
  static final long WATCHED_MILLIS = 5_000;

  /** If the model leaves a larger share of them to the rungs below, it is rolled back. */
  static final double MOST_UNANSWERED = 0.05;

  /**
   * How labels come.
   *
   * @param keyIndex index of the key by which the last stage has them
   * @param patienceMicros how long they are waited for, microseconds of event time
   */
  record Labels(int keyIndex, long patienceMicros) {}

  private final String detector;
  private final TaskInfo task;
  private final ProcessingTimeService time;
  private final Output<StreamRecord<Row>> output;
  private final Acknowledgement acknowledgement;
  private final ModelChanges changes;
  private final Shadow shadow;
  private final LongPredicate isMine;
  private final List<Shadow.Kept> restored;
  private ControlState state;
  private long watched;
  private long unanswered;
  private long watchedSince;
  private long rolledBackIn = -1;

  /**
   * A follower.
   *
   * @param models the models that orders may change to
   * @param scorer what uses them
   * @param task the subtask
   * @param output of the operator
   * @param labels how labels come; empty where none do
   * @param restored what a checkpoint kept of all subtasks' comparisons
   */
  OrderFollower(
      JobModels models,
      BatchScorer scorer,
      TaskInfo task,
      MailboxExecutor mailbox,
      ProcessingTimeService time,
      Output<StreamRecord<Row>> output,
      Optional<Labels> labels,
      List<Shadow.Kept> restored) {
    this.detector = models.spec().spec().name();
    this.task = task;
    this.time = time;
    this.output = output;
    this.acknowledgement =
        new Acknowledgement(detector, ScoreOperator.UID, task.getIndexOfThisSubtask());
    this.shadow = new Shadow(labels.map(Labels::patienceMicros).orElse(0L), this::report);
    this.changes =
        new ModelChanges(
            models, scorer, mailbox, this, labels.map(Labels::keyIndex).orElse(-1), shadow);
    this.isMine =
        key ->
            KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    key, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks())
                == task.getIndexOfThisSubtask();
    this.restored = restored;
    this.state = models.initial();
    this.watchedSince = time.getCurrentProcessingTime();
  }

  /** Follows an order that came in band. */
  void follow(Row order) throws Exception {
    changes.follow(ControlOrder.of(order.payload));
  }

  /** Counts whether the model answered; asks for another one where it leaves too many. */
  void answered(Row row) {
    if (row.tier == Tier.PCA || row.tier == Tier.RULES) {
      unanswered++;
    }
    if (++watched % WATCHED_EVENTS != 0) {
      return;
    }
    long now = time.getCurrentProcessingTime();
    if (now - watchedSince < WATCHED_MILLIS) {
      return;
    }
    if (unanswered > MOST_UNANSWERED * watched
        && state.previous().isPresent()
        && rolledBackIn != state.epoch()) {
      rolledBackIn = state.epoch();
      rollBack(
          state.active().orElseThrow().model(),
          state,
          String.format(
              Locale.ROOT,
              "subtask %d: of %d events the model left %d without an answer, %.0f may be",
              task.getIndexOfThisSubtask(),
              watched,
              unanswered,
              MOST_UNANSWERED * watched));
    }
    watchAnew(now);
  }

  private void watchAnew(long now) {
    watchedSince = now;
    watched = 0;
    unanswered = 0;
  }

  /** Takes a label that came in band. */
  void label(Row label) {
    shadow.label(label);
  }

  /** Reports the comparison; before each checkpoint. */
  void report() {
    shadow.report();
  }

  /** What a checkpoint keeps of the comparison. */
  Optional<Shadow.Kept> kept() {
    return shadow.kept();
  }

  private void report(Shadow.Report report) {
    MetricSample sample =
        MetricSample.newBuilder()
            .setDetector(detector)
            .setOperator(ScoreOperator.UID)
            .setSubtask(task.getIndexOfThisSubtask())
            .setTime(Instant.ofEpochMilli(time.getCurrentProcessingTime()))
            .setIntervalMs(0)
            .setValues(report.counts())
            .setTags(report.trial().tags())
            .build();
    output.collect(COMPARISONS, new StreamRecord<>(sample));
  }

  private void rollBack(String sha256, ControlState in, String reason) {
    output.collect(
        COMMANDS,
        new StreamRecord<>(
            OwnCommands.rollBack(
                detector, in.epoch(), sha256, time.getCurrentProcessingTime(), reason)));
  }

  @Override
  public void holds(ControlState now) {
    state = now;
    shadow.follow(now);
    restored.forEach(kept -> shadow.restore(kept, isMine));
    restored.clear();
    watchAnew(time.getCurrentProcessingTime());
    Row row = new Row();
    row.kind = Row.Kind.CONTROL;
    row.payload = new ControlOrder("", "", now, Map.of()).toBytes();
    output.collect(new StreamRecord<>(row));
  }

  @Override
  public void acknowledge(String value, ControlOrder order, String reason) {
    output.collect(
        Metrics.TAG,
        new StreamRecord<>(
            acknowledgement.of(
                value,
                time.getCurrentProcessingTime(),
                Map.of(
                    Acknowledgement.COMMAND_ID,
                    order.command(),
                    Acknowledgement.ACTION,
                    order.action(),
                    Acknowledgement.MODEL,
                    state.active().map(Serving::model).orElse(""),
                    Acknowledgement.REASON,
                    reason,
                    Acknowledgement.SUBTASKS,
                    Integer.toString(task.getNumberOfParallelSubtasks())))));
  }

  @Override
  public void cannotOpen(String sha256, ControlState asked, String reason) {
    rollBack(sha256, asked, reason);
  }

  void close() {
    changes.close();
  }
}
