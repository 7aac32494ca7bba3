package io.vigia.benchmarks.contender;

import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.types.SpecFiles;
import java.time.Duration;

/**
 * What all contenders share.
 *
 * @param files the detector
 * @param bootstrapServers of the broker
 * @param topics what is read
 * @param cluster where the Flink jobs run
 */
public record Setting(
    DetectorFiles files, String bootstrapServers, FilledTopics topics, FlinkCluster cluster) {
  /** Tasks of each operator, or threads. */
  public static final int PARALLELISM = 2;

  /** How often each Flink job takes a checkpoint. */
  public static final Duration CHECKPOINTS = Duration.ofSeconds(5);

  /** What describes the detector's rows. */
  public SpecFiles spec() {
    return SpecFiles.of(files);
  }
}
