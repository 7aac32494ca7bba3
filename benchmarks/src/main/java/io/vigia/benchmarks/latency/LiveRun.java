package io.vigia.benchmarks.latency;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.flink.configuration.Configuration;

/** A live job, a feed, and a watch on its alerts. */
final class LiveRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LiveJob job;
  private final PacedFeed feed;
  private final AlertWatch watch;

  /**
   * Starts a job.
   *
   * @param name of the run, for its topics
   * @param share of the payments that alert
   */
  LiveRun(EmbeddedKafka kafka, FlinkCluster cluster, DetectorFiles files, String name, double share)
      throws Exception {
    AlertingDetector detector = AlertingDetector.of(files, share);
    IntendedTimes times = new IntendedTimes();
    job = LiveJob.start(kafka, cluster, detector.files(), name, new Configuration());
    watch = new AlertWatch(kafka.bootstrapServers(), job.alerts(), times);
    feed =
        new PacedFeed(
            kafka.bootstrapServers(),
            job,
            DetectorSpecReader.read(detector.files()).labels().orElseThrow().delay(),
            times,
            detector.amount());
  }

  /** Sends at a rate without looking. */
  void warmUp(double rate, double seconds) {
    feed.send(rate, seconds);
  }

  /**
   * Sends at a rate, and waits until every payment that the rule hit has alerted.
   *
   * @return latencies in microseconds
   */
  Histogram measure(double rate, double seconds) throws InterruptedException {
    watch.record(System.nanoTime());
    feed.send(rate, seconds);
    catchUp();
    return watch.recorded();
  }

  /** Waits until every payment that the rule hit has alerted. */
  void catchUp() throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (watch.byRule() < feed.above()) {
      watch.check();
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            watch.byRule() + " of " + feed.above() + " alerts came within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /**
   * Sends at a rate, and looks at what came of the second half by the end.
   *
   * @return latencies in microseconds of the alerts that came in time; few where the job lags
   */
  Histogram probe(double rate, double seconds) {
    feed.send(rate, seconds / 2);
    watch.record(System.nanoTime());
    feed.send(rate, seconds / 2);
    watch.check();
    return watch.recorded();
  }

  @Override
  public void close() throws Exception {
    feed.close();
    watch.close();
    job.close();
  }
}
