package io.vigia.training.distributed;

import io.vigia.engine.spec.ModelSpec;
import io.vigia.jobs.types.SpecFiles;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.clock.SystemClock;

/**
 * Leads a training: when all workers have their rows it runs {@link Learning} in a thread of its
 * own, since Flink's must not wait. A worker that fails, fails the job: what the others have
 * learned is of no use without it.
 */
final class TrainingCoordinator implements OperatorCoordinator {
  /** What a worker sends when it has all its rows, before it is asked anything. */
  static final byte[] READY = {};

  private final Context context;
  private final SpecFiles spec;
  private final TrainingPlan plan;
  private final Conversation conversation;
  private Thread thread;

  TrainingCoordinator(Context context, SpecFiles spec, TrainingPlan plan, int partBytes) {
    this.context = context;
    this.spec = spec;
    this.plan = plan;
    this.conversation =
        new Conversation(context.currentParallelism(), partBytes, context.getUserCodeClassloader());
  }

  @Override
  public void start() {
    thread = new Thread(this::lead, "vigia-training");
    thread.setDaemon(true);
    thread.setContextClassLoader(context.getUserCodeClassloader());
    thread.start();
  }

  private void lead() {
    try {
      conversation.awaitReady();
      ModelSpec model = spec.spec().model().orElseThrow();
      Learned learned =
          new Learning(
                  spec.layout().featureNames(),
                  model.pca(),
                  plan,
                  SystemClock.getInstance()::relativeTimeNanos)
              .run(conversation);
      conversation.ask(new Questions.Finish(learned));
    } catch (ConversationEndedException e) {
      // The job ends or begins anew, which is known already.
    } catch (RuntimeException | Error e) {
      context.failJob(e);
    }
  }

  @Override
  public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
    conversation.connect(subtask, gateway);
  }

  @Override
  public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
    conversation.receive(subtask, (MessagePart) event);
  }

  @Override
  public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
    conversation.end();
  }

  @Override
  public void subtaskReset(int subtask, long checkpointId) {
    context.failJob(
        new FlinkRuntimeException(
            "worker "
                + subtask
                + " of the training was lost; what the others learned is of no use without it, so"
                + " the job has to begin anew"));
  }

  @Override
  public void close() throws InterruptedException {
    conversation.end();
    if (thread != null) {
      thread.join();
    }
  }

  @Override
  public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
    result.complete(new byte[0]);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {}

  @Override
  public void resetToCheckpoint(long checkpointId, byte[] data) {
    throw new UnsupportedOperationException("a training coordinator is made anew");
  }
}
