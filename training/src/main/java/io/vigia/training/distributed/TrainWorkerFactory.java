package io.vigia.training.distributed;

import io.vigia.jobs.offline.LabelledRow;
import io.vigia.jobs.types.SpecFiles;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.RecreateOnResetOperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the workers of a training and their coordinator. */
final class TrainWorkerFactory extends AbstractStreamOperatorFactory<Void>
    implements CoordinatedOperatorFactory<Void>, OneInputStreamOperatorFactory<LabelledRow, Void> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private final TrainingPlan plan;
  private final int partBytes;

  /**
   * A factory.
   *
   * @param spec the detector
   * @param plan how the network is made and trained
   * @param partBytes largest part of a message
   */
  TrainWorkerFactory(SpecFiles spec, TrainingPlan plan, int partBytes) {
    this.spec = spec;
    this.plan = plan;
    this.partBytes = partBytes;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends StreamOperator<Void>> T createStreamOperator(
      StreamOperatorParameters<Void> parameters) {
    OperatorID id = parameters.getStreamConfig().getOperatorID();
    TrainWorkerOperator operator =
        new TrainWorkerOperator(
            parameters,
            parameters.getOperatorEventDispatcher().getOperatorEventGateway(id),
            spec.layout().featureNames(),
            partBytes);
    parameters.getOperatorEventDispatcher().registerEventHandler(id, operator);
    return (T) operator;
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID id) {
    return new Provider(id, spec, plan, partBytes);
  }

  @Override
  public Class<? extends StreamOperator<?>> getStreamOperatorClass(ClassLoader loader) {
    return TrainWorkerOperator.class;
  }

  /** A job that is restarted learns from the start, so its coordinator is made anew. */
  private static final class Provider extends RecreateOnResetOperatorCoordinator.Provider {
    private static final long serialVersionUID = 1L;
    private final SpecFiles spec;
    private final TrainingPlan plan;
    private final int partBytes;

    Provider(OperatorID id, SpecFiles spec, TrainingPlan plan, int partBytes) {
      super(id);
      this.spec = spec;
      this.plan = plan;
      this.partBytes = partBytes;
    }

    @Override
    protected OperatorCoordinator getCoordinator(OperatorCoordinator.Context context) {
      return new TrainingCoordinator(context, spec, plan, partBytes);
    }
  }
}
