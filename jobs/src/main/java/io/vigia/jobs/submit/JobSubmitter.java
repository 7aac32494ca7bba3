package io.vigia.jobs.submit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.ClientUtils;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.DefaultExecutorServiceLoader;

/**
 * Submits the shaded jar to a running cluster with Flink's own client, as {@code flink run
 * --detached} does: the job's main runs here and builds the graph, which goes to the cluster with
 * the jar.
 */
public final class JobSubmitter {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Configuration cluster;
  private final String address;

  /**
   * For a cluster.
   *
   * @param address of its REST endpoint, {@code host:port}
   * @throws IllegalArgumentException when the address is none
   */
  public JobSubmitter(String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      this.address = address;
      cluster = new Configuration();
      cluster.set(RestOptions.ADDRESS, address.substring(0, colon));
      cluster.set(RestOptions.PORT, port);
      cluster.set(JobManagerOptions.ADDRESS, address.substring(0, colon));
      cluster.set(RestOptions.RETRY_MAX_ATTEMPTS, 3);
      cluster.set(RestOptions.RETRY_DELAY, Duration.ofSeconds(1));
      cluster.set(RestOptions.CONNECTION_TIMEOUT, Duration.ofSeconds(5));
      cluster.set(DeploymentOptions.TARGET, "remote");
      cluster.set(DeploymentOptions.ATTACHED, false);
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "cluster '"
              + address
              + "'; expected host:port of its REST endpoint, such as"
              + " localhost:8081",
          e);
    }
  }

  /**
   * Submits a job.
   *
   * @param jar the shaded jar
   * @param main class of the job, such as {@code io.vigia.jobs.DetectionJob}
   * @param arguments of its main
   * @return the job's id, once the cluster has taken it
   * @throws IllegalArgumentException when there is no such jar, or the job refuses its arguments
   * @throws IllegalStateException when the cluster does not answer or refuses the job
   */
  public JobID submit(Path jar, String main, List<String> arguments) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException(
          jar + ": no such jar; build it by mvn -pl jobs -am package");
    }
    JobID id = new JobID();
    Configuration configuration = new Configuration(cluster);
    configuration.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, id.toHexString());
    // This process may have the job's classes itself; with Flink's order, the connector would come
    // from here and Kafka from the jar.
    configuration.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
    try (PackagedProgram program =
        PackagedProgram.newBuilder()
            .setJarFile(new File(jar.toUri()))
            .setEntryPointClassName(main)
            .setConfiguration(configuration)
            .setArguments(arguments.toArray(new String[0]))
            .build()) {
      configuration.set(
          org.apache.flink.configuration.PipelineOptions.JARS,
          List.of(jar.toAbsolutePath().toUri().toString()));
      ClientUtils.executeProgram(
          new DefaultExecutorServiceLoader(), configuration, program, false, false);
      return id;
    } catch (ProgramInvocationException e) {
      throw failure(main, e);
    }
  }

  /** What the job's main says is said again; everything else is about the cluster. */
  private RuntimeException failure(String main, Throwable thrown) {
    Throwable cause = thrown;
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof IllegalArgumentException) {
        return new IllegalArgumentException(each.getMessage(), thrown);
      }
      if (each instanceof IllegalStateException) {
        return new IllegalStateException(each.getMessage(), thrown);
      }
      cause = each;
    }
    return new IllegalStateException(
        String.format(
            Locale.ROOT,
            "%s was not submitted to the cluster at %s: %s",
            main,
            address,
            cause.getMessage()),
        thrown);
  }

  /** Status of a job. */
  public JobStatus status(JobID job) throws Exception {
    try (RestClusterClient<StandaloneClusterId> client = client()) {
      return client.getJobStatus(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Cancels a job. */
  public void cancel(JobID job) throws Exception {
    try (RestClusterClient<StandaloneClusterId> client = client()) {
      client.cancel(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private RestClusterClient<StandaloneClusterId> client() throws Exception {
    return new RestClusterClient<>(cluster, StandaloneClusterId.getInstance());
  }
}
