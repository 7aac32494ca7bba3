package io.vigia.benchmarks.latency;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.report.BenchmarkResult;
import io.vigia.benchmarks.report.Machine;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.JobOptions;
import io.vigia.jobs.kafka.ControlClient;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * What scoring feels of a change of its model under load: the longest time without a score while a
 * model is loaded and activated by the control topic, beside the longest one before, and whether an
 * event went without a score or a score without its model. The other model is the same graph with
 * another remark in its file, so that only its hash differs.
 */
public final class SwapBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SCORES = "scores-swap";

  private final DetectorFiles files;
  private final double rate;
  private final double seconds;
  private final Consumer<String> progress;

  /**
   * A benchmark.
   *
   * @param detector folder of a detector of card payments
   * @param rate events a second
   * @param seconds how long is measured before the change, and how long from the change on
   * @param progress receives lines about what is going on
   */
  public SwapBenchmark(Path detector, double rate, double seconds, Consumer<String> progress) {
    this.files = DetectorFiles.read(detector);
    this.rate = rate;
    this.seconds = seconds;
    this.progress = progress;
  }

  /** Changes the model of a job under load. */
  public BenchmarkResult run() throws Exception {
    DetectorSpec spec = DetectorSpecReader.read(files);
    String model = spec.model().orElseThrow().file();
    DetectorFiles other = other(model);
    Configuration options = new Configuration();
    options.set(JobOptions.PRECISION, Precision.INT8);
    options.set(JobOptions.SCORES_TOPIC, SCORES);
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        FlinkCluster cluster = FlinkCluster.start(LiveJob.PARALLELISM)) {
      LiveJob.createSharedTopics(kafka);
      kafka.createTopic(SCORES, 1);
      try (LiveJob job = LiveJob.start(kafka, cluster, files, "swap", options);
          ScoreWatch watch = new ScoreWatch(kafka.bootstrapServers(), SCORES);
          PacedFeed feed =
              new PacedFeed(
                  kafka.bootstrapServers(),
                  job,
                  spec.labels().orElseThrow().delay(),
                  new IntendedTimes(),
                  0)) {
        Path folder = job.folder().resolve("other");
        LiveJob.write(other, folder);
        progress.accept("warming up");
        feed.send(rate, seconds);
        awaitAll(feed, watch);
        feed.send(rate, 1);
        double before = gapMillis(watch, () -> feed.send(rate, seconds));
        progress.accept("changing the model");
        Future<?> sending = sender.submit(() -> feed.send(rate, seconds));
        ControlClient client =
            new ControlClient(
                kafka.bootstrapServers(),
                new Properties(),
                JobOptions.CONTROL_TOPIC.defaultValue(),
                JobOptions.METRICS_TOPIC.defaultValue());
        String hash = Sha256.of(other.files().get(model));
        double after =
            gapMillis(
                watch,
                () -> {
                  send(
                      client,
                      command(spec, ControlAction.LOAD_MODEL, hash)
                          .setModelUri(folder.toUri().toString()));
                  send(client, command(spec, ControlAction.ACTIVATE, hash));
                  sending.get();
                });
        awaitAll(feed, watch);
        return result(before, after, feed.sent(), watch.seen(), hash);
      }
    } finally {
      sender.shutdownNow();
    }
  }

  /** The folder with a remark in its model file: same computation, other hash. */
  private DetectorFiles other(String model) {
    byte[] before = files.files().get(model);
    // Field 6 of ONNX's ModelProto is its doc_string; of a field that comes twice the last counts.
    byte[] remark = "another model".getBytes(StandardCharsets.UTF_8);
    byte[] after = Arrays.copyOf(before, before.length + 2 + remark.length);
    after[before.length] = 6 << 3 | 2;
    after[before.length + 1] = (byte) remark.length;
    System.arraycopy(remark, 0, after, before.length + 2, remark.length);
    TreeMap<String, byte[]> changed = new TreeMap<>(files.files());
    changed.put(model, after);
    changed.computeIfPresent(
        DetectorFiles.CARD,
        (name, card) ->
            new String(card, StandardCharsets.UTF_8)
                .replace(Sha256.of(before), Sha256.of(after))
                .getBytes(StandardCharsets.UTF_8));
    return new DetectorFiles(files.origin(), changed);
  }

  /** Something that is done while scores come. */
  private interface Step {
    void run() throws Exception;
  }

  private static double gapMillis(ScoreWatch watch, Step step) throws Exception {
    watch.largestGapNanos();
    step.run();
    return watch.largestGapNanos() / 1e6;
  }

  private static ControlCommand.Builder command(
      DetectorSpec spec, ControlAction action, String hash) {
    return ControlCommand.newBuilder()
        .setId(action + "-" + hash)
        .setDetector(spec.name())
        .setIssuedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .setAction(action)
        .setModelSha256(hash);
  }

  private static void send(ControlClient client, ControlCommand.Builder command) {
    ControlClient.Result result = client.send(command.build(), PATIENCE);
    if (!result.isDone()) {
      throw new IllegalStateException("the job did not follow " + command.getId() + ": " + result);
    }
  }

  private static void awaitAll(PacedFeed feed, ScoreWatch watch) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (watch.seen().events() < feed.sent()) {
      watch.check();
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            watch.seen().events() + " of " + feed.sent() + " events scored within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private BenchmarkResult result(
      double before, double after, long sent, ScoreWatch.Seen seen, String hash) {
    Map<String, Object> quiet = BenchmarkResult.row("before");
    quiet.put("value", before);
    quiet.put("unit", "ms, longest without a score");
    Map<String, Object> swap = BenchmarkResult.row("swap");
    swap.put("value", after);
    swap.put("unit", "ms, longest without a score");
    swap.put("rate", rate);
    swap.put("events", sent);
    swap.put("events_lost", sent - seen.events());
    swap.put("events_repeated", seen.repeated());
    swap.put("events_without_score", seen.unscored());
    swap.put("scores_without_model", seen.nameless());
    swap.put("scores_of_new_model", seen.models().getOrDefault(hash, 0L));
    swap.put("models", seen.models().size());
    return new BenchmarkResult("swap", Machine.here(), List.of(quiet, swap));
  }
}
