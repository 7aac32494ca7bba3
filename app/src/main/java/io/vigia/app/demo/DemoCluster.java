package io.vigia.app.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this process, with its web page on the loopback interface. */
final class DemoCluster implements AutoCloseable {
  static final String LOOPBACK = "127.0.0.1";
  private static final int PORTS_TRIED = 100;
  private static final int METRICS_PORT = 9249;
  private static final String REPORTER = "metrics.reporter.prometheus.";
  private static final long PATIENCE_SECONDS = 30;

  private final MiniCluster cluster;
  private final URI page;
  private final URI metrics;
  private final List<JobID> jobs = new ArrayList<>();

  private DemoCluster(MiniCluster cluster, URI page, URI metrics) {
    this.cluster = cluster;
    this.page = page;
    this.metrics = metrics;
  }

  /**
   * Starts a cluster.
   *
   * @param slots how many subtasks run at once
   * @param port first port tried for the web page; the next free one is taken
   * @param folder for its temporary files; who made it removes it
   */
  static DemoCluster start(int slots, int port, Path folder) throws Exception {
    int metricsPort = freePort(METRICS_PORT);
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_PORT, port + "-" + Math.min(65_535, port + PORTS_TRIED));
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    // So that vigia autoscale can be tried on the demo.
    configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    configuration.set(
        JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ofSeconds(1));
    configuration.set(
        JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT,
        Duration.ofSeconds(1));
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(2));
    configuration.set(WebOptions.TMP_DIR, folder.toString());
    configuration.set(CoreOptions.TMP_DIRS, folder.toString());
    configuration.setString(REPORTER + "factory.class", LoopbackPrometheus.Factory.class.getName());
    configuration.setString(REPORTER + LoopbackPrometheus.PORT, Integer.toString(metricsPort));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setCommonBindAddress(LOOPBACK)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new DemoCluster(
        cluster,
        cluster.getRestAddress().get(PATIENCE_SECONDS, TimeUnit.SECONDS),
        URI.create("http://" + LOOPBACK + ":" + metricsPort + "/metrics"));
  }

  private static int freePort(int first) throws IOException {
    for (int port = first; port < first + PORTS_TRIED; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK))) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Taken: the next one.
        continue;
      }
    }
    throw new IOException("no free port from " + first + " to " + (first + PORTS_TRIED - 1));
  }

  /** Address of the web page. */
  URI page() {
    return page;
  }

  /** Address of its metrics, for Prometheus. */
  URI metrics() {
    return metrics;
  }

  /** Runs a job until the cluster is closed. */
  void submit(JobGraph graph) throws Exception {
    cluster.submitJob(graph).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    jobs.add(graph.getJobID());
  }

  /**
   * Looks whether the jobs still run.
   *
   * @throws IllegalStateException with the reason when one does not
   */
  void checkRunning() throws Exception {
    for (JobID job : jobs) {
      checkRunning(job);
    }
  }

  private void checkRunning(JobID job) throws Exception {
    JobStatus status = cluster.getJobStatus(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (status.isGloballyTerminalState()) {
      String reason =
          cluster
              .requestJobResult(job)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .getSerializedThrowable()
              .map(each -> rootMessage(each.deserializeError(DemoCluster.class.getClassLoader())))
              .orElse("no reason given");
      throw new IllegalStateException("the job is " + status + ": " + reason);
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /**
   * Waits for a checkpoint of each job from now. Its barriers come behind all that was read before;
   * so what was read is then decided on, and its alerts are on their topic.
   */
  void settle() throws Exception {
    for (JobID job : jobs) {
      cluster.triggerCheckpoint(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() throws Exception {
    for (JobID job : jobs) {
      if (!cluster
          .getJobStatus(job)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .isGloballyTerminalState()) {
        cluster.cancelJob(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        cluster.requestJobResult(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    cluster.close();
  }
}
