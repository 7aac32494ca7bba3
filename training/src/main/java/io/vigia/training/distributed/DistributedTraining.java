package io.vigia.training.distributed;

import io.vigia.jobs.offline.FeatureRun;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.LabelledRow;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.types.SpecFiles;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.MathUtils;

/**
 * Computes features and trains on several workers, in one bounded job:
 *
 * <pre>
 * files ─► features by key 1 ─► … ─► truth ─► train-worker (by hash of the event's id, N subtasks)
 *                                               ▲ │
 *                                       questions │ answers
 *                                               │ ▼
 *                                            coordinator
 * </pre>
 */
public final class DistributedTraining {
  private static final String UID = "train-worker";

  private final OfflineRequest request;
  private final TrainingPlan plan;
  private final int workers;

  /**
   * A training.
   *
   * @param request the events to learn from
   * @param plan how the network is made and trained
   * @param workers how many workers share the rows, from 1
   */
  public DistributedTraining(OfflineRequest request, TrainingPlan plan, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException(workers + " workers, expected 1 or more");
    }
    this.request = request;
    this.plan = plan;
    this.workers = workers;
  }

  /**
   * What came of it.
   *
   * @param table the features of all events in range, as one process computes them
   * @param learned what the workers learned of them
   */
  public record Result(FeatureTable table, Learned learned) {}

  /**
   * Runs the job in a cluster within this process.
   *
   * @throws IllegalStateException when the job fails; the message says why
   */
  public Result run() {
    FeatureRun run = OfflineJob.features(request, this::addWorkers);
    List<byte[]> learned = run.job().getAccumulatorResult(TrainWorkerOperator.LEARNED);
    try {
      return new Result(
          run.table(),
          InstantiationUtil.deserializeObject(
              learned.get(0), DistributedTraining.class.getClassLoader()));
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("what the workers learned cannot be read", e);
    }
  }

  private void addWorkers(DataStream<LabelledRow> rows) {
    var unused =
        rows.partitionCustom(DistributedTraining::worker, row -> row.id)
            .transform(
                UID,
                Types.VOID,
                new TrainWorkerFactory(SpecFiles.of(request.detector()), plan, Messages.PART_BYTES))
            .uid(UID)
            .setParallelism(workers);
  }

  /** The worker of an event: which one does not depend on how the job runs. */
  private static int worker(long eventId, int workers) {
    return MathUtils.murmurHash(Long.hashCode(eventId)) % workers;
  }
}
