package io.vigia.benchmarks.pipeline;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that reads the topic to its end.
 *
 * @param name its name in the results
 * @param job adds the job to an environment
 */
record Contender(String name, Job job) {

  /** Builds a job. */
  interface Job {
    /**
     * Adds the job.
     *
     * @param run names the run, for its consumer group
     */
    void addTo(StreamExecutionEnvironment environment, String run);
  }
}
