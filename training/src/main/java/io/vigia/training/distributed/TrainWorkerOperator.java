package io.vigia.training.distributed;

import io.vigia.jobs.offline.LabelledRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.InstantiationUtil;

/**
 * A worker of a training as a Flink operator: keeps the rows that reach it and, when they have
 * ended, answers the coordinator's questions until it says that all is learned. What was learned is
 * left in an accumulator of the job.
 *
 * <p>Questions are answered in the task's own thread, which waits for them by working off its
 * mailbox: so the task can be cancelled and asked by Flink meanwhile.
 */
final class TrainWorkerOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<LabelledRow, Void>, BoundedOneInput, OperatorEventHandler {
  private static final long serialVersionUID = 1L;

  /** The accumulator of what was learned: one serialized {@link Learned}. */
  static final String LEARNED = "learned";

  private final transient OperatorEventGateway coordinator;
  private final transient Messages incoming = new Messages();
  private final List<String> names;
  private final int partBytes;
  private transient Shard shard;
  private transient Worker worker;

  TrainWorkerOperator(
      StreamOperatorParameters<Void> parameters,
      OperatorEventGateway coordinator,
      List<String> names,
      int partBytes) {
    super(parameters);
    this.coordinator = coordinator;
    this.names = names;
    this.partBytes = partBytes;
  }

  @Override
  public void open() throws Exception {
    super.open();
    shard = new Shard(names.size());
    getRuntimeContext().addAccumulator(LEARNED, new ListAccumulator<byte[]>());
  }

  @Override
  public void processElement(StreamRecord<LabelledRow> element) {
    shard.add(element.getValue());
  }

  @Override
  public void endInput() throws Exception {
    worker =
        new Worker(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), shard.table(names));
    shard = null;
    send(TrainingCoordinator.READY);
    // An operator's own executor would leave the coordinator's events, which are the task's,
    // behind.
    MailboxExecutor mailbox =
        getContainingTask().getMailboxExecutorFactory().createExecutor(TaskMailbox.MIN_PRIORITY);
    while (worker.learned() == null) {
      mailbox.yield();
    }
    if (worker.index() == 0) {
      getRuntimeContext()
          .<byte[], ArrayList<byte[]>>getAccumulator(LEARNED)
          .add(InstantiationUtil.serializeObject(worker.learned()));
    }
  }

  @Override
  public void handleOperatorEvent(OperatorEvent event) {
    Optional<byte[]> message = incoming.add((MessagePart) event);
    if (message.isPresent()) {
      try {
        Question<?> question =
            InstantiationUtil.deserializeObject(
                message.get(), getRuntimeContext().getUserCodeClassLoader());
        send(InstantiationUtil.serializeObject(question.ask(worker)));
      } catch (IOException | ClassNotFoundException e) {
        throw new FlinkRuntimeException("cannot read or answer a question of the training", e);
      }
    }
  }

  private void send(byte[] message) {
    Messages.parts(message, partBytes).forEach(coordinator::sendEventToCoordinator);
  }

  @Override
  public void close() throws Exception {
    if (worker != null) {
      worker.close();
    }
    super.close();
  }
}
