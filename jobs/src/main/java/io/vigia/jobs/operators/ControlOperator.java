package io.vigia.jobs.operators;

import io.vigia.engine.control.ControlMachine;
import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.Outcome;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.control.Acknowledgement;
import io.vigia.jobs.control.FolderShelf;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.types.Instruction;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Follows the commands of the control topic, one after the other, for all subtasks: fetches and
 * checks what they name, and sends on what was accepted, in one order, with the bytes of new
 * folders. So every subtask has the same models by the same bytes, and what one cannot use none
 * gets.
 *
 * <p>Runs once in a job. Fetching and checking take their time in a thread of their own; a
 * checkpoint holds the state and the commands that wait.
 */
public final class ControlOperator extends AbstractStreamOperator<byte[]>
    implements OneInputStreamOperator<Instruction, byte[]> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "control";

  /** What was on the topic and is no command. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", Types.avro(DeadLetter.class));

  private final transient MailboxExecutor mailbox;
  private final JobModels models;
  private final String detector;

  private transient ControlState state;
  private transient FolderShelf shelf;
  private transient ArrayDeque<ControlCommand> waiting;
  private transient SingleObjectCodec<ControlCommand> codec;
  private transient ListState<byte[]> storedState;
  private transient ListState<byte[]> storedCommands;
  private transient ExecutorService worker;
  private transient Acknowledgement acknowledgement;
  private transient String forgotten;

  private ControlOperator(StreamOperatorParameters<byte[]> parameters, Factory factory) {
    super(parameters);
    this.mailbox = parameters.getMailboxExecutor();
    this.models = factory.models;
    this.detector = models.spec().spec().name();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    codec = new SingleObjectCodec<>(ControlCommand.class);
    storedState = context.getOperatorStateStore().getListState(bytes("state"));
    storedCommands = context.getOperatorStateStore().getListState(bytes("commands"));
    state = models.initial();
    waiting = new ArrayDeque<>();
    Map<String, DetectorFiles> folders = new TreeMap<>();
    for (byte[] stored : storedState.get()) {
      ControlOrder known = ControlOrder.of(stored);
      if (known.state().base().equals(state.base())) {
        state = known.state();
        folders.putAll(known.folders());
      } else {
        forgotten =
            "the job has another folder than before: what "
                + known.state().epoch()
                + " commands changed no longer holds";
        LOG.warn("{}: {}", detector, forgotten);
      }
    }
    shelf = new FolderShelf(models, folders);
    for (byte[] stored : storedCommands.get()) {
      waiting.add(codec.decode(stored));
    }
  }

  private static ListStateDescriptor<byte[]> bytes(String name) {
    return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    storedState.update(List.of(order("", "", shelf.folders()).toBytes()));
    List<byte[]> commands = new ArrayList<>();
    for (ControlCommand command : waiting) {
      commands.add(codec.encode(command));
    }
    storedCommands.update(commands);
  }

  @Override
  public void open() throws Exception {
    super.open();
    acknowledgement =
        new Acknowledgement(
            detector, UID, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    worker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "vigia-control-" + detector);
              thread.setDaemon(true);
              return thread;
            });
    if (forgotten != null) {
      acknowledge(Acknowledgement.RESET, "", "", forgotten);
      forgotten = null;
    }
    if (!waiting.isEmpty()) {
      follow();
    }
  }

  @Override
  public void processElement(StreamRecord<Instruction> element) {
    Instruction instruction = element.getValue();
    if (instruction.command() == null) {
      output.collect(DEAD_LETTERS, new StreamRecord<>(instruction.deadLetter()));
      return;
    }
    // One topic serves many jobs.
    if (!instruction.command().getDetector().equals(detector)) {
      return;
    }
    waiting.add(instruction.command());
    if (waiting.size() == 1) {
      follow();
    }
  }

  /** Has the first of the waiting commands followed; it waits until that is done. */
  private void follow() {
    ControlCommand command = waiting.element();
    ControlState before = state;
    worker.execute(
        () -> {
          Outcome outcome = outcome(before, command);
          mailbox.execute(() -> done(command, outcome), "a command was followed");
        });
  }

  private Outcome outcome(ControlState before, ControlCommand command) {
    try {
      return new ControlMachine(models.spec().spec(), shelf).apply(before, command);
    } catch (RuntimeException e) {
      LOG.error("{}: cannot follow command {}", detector, command.getId(), e);
      return new Outcome(Outcome.Kind.REFUSED, before, "cannot be followed: " + e);
    }
  }

  private void done(ControlCommand command, Outcome outcome) {
    waiting.remove();
    String action = command.getAction().name();
    LOG.info(
        "{}: command {} {} {}: {}",
        detector,
        command.getId(),
        action,
        outcome.kind(),
        outcome.reason());
    if (outcome.kind() == Outcome.Kind.ACCEPTED) {
      Map<String, DetectorFiles> news = new TreeMap<>(shelf.folders());
      state.models().forEach(model -> news.remove(model.sha256()));
      state = outcome.state();
      shelf.keep(state);
      news.keySet().retainAll(shelf.folders().keySet());
      output.collect(new StreamRecord<>(order(command.getId(), action, news).toBytes()));
    }
    acknowledge(
        switch (outcome.kind()) {
          case ACCEPTED -> Acknowledgement.ACCEPTED;
          case REFUSED -> Acknowledgement.REFUSED;
          case REPEATED -> Acknowledgement.REPEATED;
        },
        command.getId(),
        action,
        outcome.reason());
    if (!waiting.isEmpty()) {
      follow();
    }
  }

  private ControlOrder order(String id, String action, Map<String, DetectorFiles> folders) {
    return new ControlOrder(id, action, state, folders);
  }

  private void acknowledge(String value, String id, String action, String reason) {
    output.collect(
        Metrics.TAG,
        new StreamRecord<>(
            acknowledgement.of(
                value,
                getProcessingTimeService().getCurrentProcessingTime(),
                Map.of(
                    Acknowledgement.COMMAND_ID,
                    id,
                    Acknowledgement.ACTION,
                    action,
                    Acknowledgement.REASON,
                    reason,
                    Acknowledgement.MODEL,
                    state.active().map(ControlState.Serving::model).orElse("")))));
  }

  @Override
  public void finish() throws Exception {
    while (!waiting.isEmpty()) {
      mailbox.yield();
    }
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (worker != null) {
      worker.shutdownNow();
    }
    super.close();
  }

  /** Makes the operator. */
  public static final class Factory extends AbstractStreamOperatorFactory<byte[]>
      implements OneInputStreamOperatorFactory<Instruction, byte[]> {
    private static final long serialVersionUID = 1L;

    private final JobModels models;

    /**
     * The operator of a job.
     *
     * @param models the models that the job may score by
     */
    public Factory(JobModels models) {
      this.models = models;
    }

    @Override
    public <T extends StreamOperator<byte[]>> T createStreamOperator(
        StreamOperatorParameters<byte[]> parameters) {
      return Operators.cast(new ControlOperator(parameters, this));
    }

    @Override
    public Class<? extends StreamOperator<?>> getStreamOperatorClass(ClassLoader loader) {
      return ControlOperator.class;
    }
  }
}
