package io.vigia.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this process that runs one job after the other; checkpoints go to files. */
public final class FlinkCluster implements AutoCloseable {
  private static final MemorySize LITTLE_MANAGED = MemorySize.ofMebiBytes(16);

  private final MiniCluster cluster;
  private final int slots;
  private final Path folder;

  private FlinkCluster(MiniCluster cluster, int slots, Path folder) {
    this.cluster = cluster;
    this.slots = slots;
    this.folder = folder;
  }

  /**
   * Starts a cluster of one task manager.
   *
   * @param slots how many subtasks of each operator run at once
   */
  public static FlinkCluster start(int slots) throws Exception {
    return start(slots, LITTLE_MANAGED);
  }

  /**
   * Starts a cluster of one task manager.
   *
   * @param slots how many subtasks of each operator run at once
   * @param managed memory that Flink hands to RocksDB
   */
  public static FlinkCluster start(int slots, MemorySize managed) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, managed);
    return start(configuration, 1, slots);
  }

  /**
   * Starts a cluster whose jobs can change their parallelism, and do so at once.
   *
   * @param taskManagers how many, of one slot each
   */
  public static FlinkCluster elastic(int taskManagers) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, LITTLE_MANAGED);
    configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    configuration.set(
        JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO);
    configuration.set(
        JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT, Duration.ZERO);
    configuration.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(200));
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
    return start(configuration, taskManagers, 1);
  }

  private static FlinkCluster start(Configuration configuration, int taskManagers, int slots)
      throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .withRandomPorts()
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new FlinkCluster(
        cluster, taskManagers * slots, Files.createTempDirectory("vigia-bench-"));
  }

  /** Address of its REST endpoint. */
  public String rest() throws InterruptedException, ExecutionException {
    return cluster.getRestAddress().get().toString();
  }

  /**
   * An environment whose job uses all slots and is not restarted when it fails.
   *
   * @param settings of Flink
   * @param checkpoints how often a checkpoint is taken, exactly once
   */
  public StreamExecutionEnvironment environment(Configuration settings, Duration checkpoints) {
    Configuration configuration = new Configuration(settings);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(slots);
    return environment;
  }

  /**
   * A job that came to its end.
   *
   * @param seconds from the moment its first task ran until all were done
   * @param checkpoints how many were completed
   * @param largest the largest of the last ones, if any was completed
   * @param accumulators what its functions counted
   */
  public record Finished(
      double seconds,
      long checkpoints,
      Optional<Checkpoint> largest,
      Map<String, Object> accumulators) {}

  /**
   * A completed checkpoint.
   *
   * @param bytes of all its state
   * @param writtenBytes of these, what it wrote itself and did not take over from the one before
   * @param millis from its trigger until it was complete
   */
  public record Checkpoint(long bytes, long writtenBytes, long millis) {}

  /**
   * Runs a job of bounded sources to its end.
   *
   * @throws IllegalStateException when it fails
   */
  public Finished run(StreamExecutionEnvironment environment) throws Exception {
    JobID job = submit(environment);
    JobResult result = cluster.requestJobResult(job).get();
    if (result.getJobStatus().orElse(null) != JobStatus.FINISHED) {
      Throwable cause = cause(result);
      throw new IllegalStateException(
          "the job did not finish; what failed first: "
              + Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
                  .reduce((outer, inner) -> inner)
                  .map(Throwable::toString)
                  .orElse("unknown"),
          cause);
    }
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    long first =
        StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
            .mapToLong(vertex -> vertex.getStateTimestamp(ExecutionState.RUNNING))
            .min()
            .orElseThrow();
    return new Finished(
        (graph.getStatusTimestamp(JobStatus.FINISHED) - first) / 1e3,
        graph.getCheckpointStatsSnapshot().getCounts().getNumberOfCompletedCheckpoints(),
        graph.getCheckpointStatsSnapshot().getHistory().getCheckpoints().stream()
            .filter(each -> each.getStatus() == CheckpointStatsStatus.COMPLETED)
            .map(
                each ->
                    new Checkpoint(
                        each.getStateSize(),
                        each.getCheckpointedSize(),
                        each.getEndToEndDuration()))
            .max(Comparator.comparingLong(Checkpoint::bytes)),
        result
            .toJobExecutionResult(FlinkCluster.class.getClassLoader())
            .getAllAccumulatorResults());
  }

  private static Throwable cause(JobResult result) {
    return result
        .getSerializedThrowable()
        .map(thrown -> thrown.deserializeError(FlinkCluster.class.getClassLoader()))
        .orElse(null);
  }

  /** Starts a job that runs until it is cancelled. */
  public JobID submit(StreamExecutionEnvironment environment)
      throws InterruptedException, ExecutionException {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    cluster.submitJob(graph).get();
    return graph.getJobID();
  }

  /** Ends a job. */
  public void cancel(JobID job) throws InterruptedException, ExecutionException {
    cluster.cancelJob(job).get();
    cluster.requestJobResult(job).get();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
    Folders.delete(folder);
  }
}
