package io.vigia.jobs.testing;

import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in this process whose jobs can be rescaled: task managers of one slot each, and
 * the adaptive scheduler, which acts at once.
 */
public final class ElasticCluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final MiniCluster cluster;
  private final String address;

  /**
   * Starts a cluster.
   *
   * @param taskManagers how many, with a slot each
   */
  public ElasticCluster(int taskManagers) throws Exception {
    this(taskManagers, JobManagerOptions.SchedulerType.Adaptive);
  }

  /** Starts a cluster with another scheduler. */
  public ElasticCluster(int taskManagers, JobManagerOptions.SchedulerType scheduler)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(JobManagerOptions.SCHEDULER, scheduler);
    configuration.set(
        JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO);
    configuration.set(
        JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT, Duration.ZERO);
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(200));
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(200));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setCommonBindAddress(LOOPBACK)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .build());
    cluster.start();
    address = LOOPBACK + ":" + cluster.getRestAddress().get().getPort();
  }

  /** Address of the REST endpoint, {@code host:port}. */
  public String address() {
    return address;
  }

  /** Starts the job of an environment. */
  public JobID submit(StreamExecutionEnvironment environment) throws Exception {
    return cluster.submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
  }

  /** Cancels a job and waits for its end. */
  public void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get();
    cluster.requestJobResult(job).get();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
